DROP TABLE set_values;
