{{ config(materialized='table', ha=true, versions_to_keep=1, s3_data_naming='table_unique', partitioned_by=['stage']) }}
SELECT id, {{ var('stage', 1) }} AS stage FROM {{ ref('harbours') }}
