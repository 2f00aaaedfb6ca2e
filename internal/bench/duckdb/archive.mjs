// Counts the denied calls in a folder of CloudTrail files with DuckDB, on so
// many threads: node archive.mjs FOLDER THREADS
import { DuckDBInstance } from "@duckdb/node-api";

const [folder, threads] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", { threads });
const connection = await instance.connect();
const files = `${folder}/**/*.json.gz`.replaceAll("'", "''");
const result = await connection.runAndReadAll(`
  SELECT count(*) FROM (
    SELECT unnest(Records) AS record
    FROM read_json('${files}', columns = {Records: 'JSON[]'}, maximum_object_size = 1073741824)
  ) WHERE record->>'$.errorCode' = 'AccessDenied'`);
console.log(String(result.getRows()[0][0]));
