// The statement of a question as that of a file. Private to the semantic layer.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_EXPORT_STATEMENT_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_EXPORT_STATEMENT_H_

#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/semantic/compiled_query.h"

namespace guanxi::analytics {

// The same rows, with each column under its member's name and in a form that readers of files
// know: periods and dates are dates or times of the question's zone, ids names of records; in CSV
// an apostrophe stands before text that a spreadsheet would run as a formula (see
// common/tabular/formula.h). For DuckDB alone, which writes the files.
SqlQuery ExportStatement(const CompiledQuery& compiled, DuckDatabase::FileKind kind);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_EXPORT_STATEMENT_H_
