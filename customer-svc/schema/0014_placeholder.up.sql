-- Nothing: the next version is built beside one of this number.
SELECT 1;
