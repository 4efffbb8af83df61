{{ config(materialized='incremental', incremental_strategy='insert_overwrite', partitioned_by=['day'], format='parquet') }}
SELECT boat, CAST(miles * {{ var('factor', 1) }} AS integer) AS miles, CAST(day AS varchar) AS day
FROM {{ ref('trips') }}
{% if is_incremental() %}
WHERE CAST(day AS varchar) >= (SELECT max(day) FROM {{ this }})
{% endif %}
