{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='ignore') }}
SELECT 1 AS id {% if is_incremental() %}, DATE '2024-05-01' AS seen, CAST(1.5 AS decimal(10,2)) AS depth {% endif %}
