{{ config(materialized='incremental', incremental_strategy='append', format='orc') }}
SELECT trip, boat FROM {{ ref('trips') }}
{% if is_incremental() %}
WHERE trip > (SELECT max(trip) FROM {{ this }}) OR trip = 1
{% endif %}
