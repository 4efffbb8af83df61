{{ config(materialized='incremental', incremental_strategy='append', partitioned_by=['day'], force_batch=true) }}
SELECT {{ var('stage', 1) }} AS stage, IF(day > DATE '2024-01-02', day) AS day
FROM UNNEST(sequence(DATE '2024-01-01', DATE '2024-01-05', INTERVAL '1' DAY)) AS t (day)
