{{ config(materialized='table', format='parquet') }}
SELECT b.id, b.name, CAST(sum(t.miles) AS bigint) AS miles
FROM {{ ref('boats') }} b JOIN {{ ref('trips') }} t ON t.boat = b.id
GROUP BY b.id, b.name
