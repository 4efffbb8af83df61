{{ config(materialized='incremental', incremental_strategy='insert_overwrite', partitioned_by=['day'],
          unique_tmp_table_suffix=true) }}
SELECT {{ var('stage', 1) }} AS stage, day
FROM UNNEST(sequence(DATE '2024-01-01', DATE '2024-04-29', INTERVAL '1' DAY)) AS t (day)
{% if is_incremental() %} WHERE day >= DATE '2024-04-20' {% endif %}
