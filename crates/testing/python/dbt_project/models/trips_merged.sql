{{ config(enabled=var('iceberg', false), materialized='incremental', table_type='iceberg',
          incremental_strategy='merge', unique_key='trip') }}
SELECT trip, boat, miles FROM {{ ref('trips') }}
