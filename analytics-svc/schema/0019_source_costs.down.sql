DROP TABLE fact_source_cost;
