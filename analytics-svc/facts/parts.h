// Rows of tables of parts, out of lists and maps of records.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_PARTS_H_
#define GUANXI_ANALYTICS_SVC_FACTS_PARTS_H_

#include <string>

#include "analytics-svc/facts/source.h"

namespace guanxi::analytics {

// Opportunity.stage_history in fact_stage_change.
PartsMaker StageChanges();

// LeadSource.costs in fact_source_cost; a part is its month, 202611.
PartsMaker SourceCosts();

// Quote.priced_lines in fact_quote_line; a part is the line's place, from 0 on.
PartsMaker QuoteLines();

// `custom`, a map to google.protobuf.Value, in fact_custom_value, as of `collection`
// (`customers`). A text that is a time or a day of ISO 8601 is a time as well; lists and structures
// are left out.
PartsMaker CustomValues(const std::string& collection);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_PARTS_H_
