//! The columns of TPC-DS that are `char(n)`: Parquet only knows text.

use boathouse_types::Type;

/// Column names by length.
const CHARS: &[(u32, &str)] = &[
    (
        1,
        "c_preferred_cust_flag cd_gender cd_marital_status d_holiday d_weekend d_following_holiday d_current_day \
         d_current_week d_current_month d_current_quarter d_current_year p_channel_dmail p_channel_email \
         p_channel_catalog p_channel_tv p_channel_radio p_channel_press p_channel_event p_channel_demo \
         p_discount_active wp_autogen_flag",
    ),
    (2, "ca_state cc_state s_state t_am_pm w_state web_state"),
    (6, "d_quarter_name"),
    (9, "d_day_name"),
    (
        10,
        "c_salutation ca_street_number ca_suite_number ca_zip cc_street_number cc_suite_number cc_zip \
         cd_credit_rating i_units i_container s_suite_number s_zip sm_code w_street_number w_suite_number w_zip \
         web_street_number web_suite_number web_zip",
    ),
    (13, "c_login"),
    (15, "ca_street_type cc_street_type hd_buy_potential p_purpose s_street_type w_street_type web_street_type"),
    (
        16,
        "c_customer_id ca_address_id cc_call_center_id cp_catalog_page_id d_date_id i_item_id p_promo_id r_reason_id \
         s_store_id sm_ship_mode_id t_time_id w_warehouse_id web_site_id wp_web_page_id",
    ),
    (
        20,
        "c_first_name ca_location_type cc_hours cd_education_status i_size i_formulation i_color s_hours sm_carrier \
         sm_contract t_shift t_sub_shift t_meal_time",
    ),
    (30, "c_last_name sm_type"),
    (
        50,
        "c_email_address cc_mkt_class cc_company_name i_brand i_class i_category i_manufact i_product_name \
         p_promo_name web_company_name wp_type",
    ),
    (100, "r_reason_desc"),
];

/// The type of a column that its file does not tell.
pub(crate) fn column_type(name: &str) -> Option<Type> {
    let listed = CHARS.iter().find(|(_, names)| names.split_whitespace().any(|listed| listed == name));
    listed.map(|(length, _)| Type::Char(*length))
}
