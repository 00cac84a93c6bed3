// The statements by which the network is read, a layer of parties at a time. Private to this
// folder.
#ifndef GUANXI_CUSTOMER_SVC_GRAPH_TIE_QUERIES_H_
#define GUANXI_CUSTOMER_SVC_GRAPH_TIE_QUERIES_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/db/query.h"

namespace guanxi::customer {

// By one statement of a layer; one more is read, to see that there are more.
inline constexpr int64_t kMostTies = 20'000;

// Relationships by one of their ends, `column`, of which there is an index: tenant_id, `marks`
// values, day, day, limit. Columns: parent_id, id, type, weight, source_contact,
// target_customer_id, target_contact, target_user_id.
db::Query SelectRelated(absl::string_view column, absl::string_view index, size_t marks);

// Contacts of customers: parent_id, id.
db::Query SelectWorkers(size_t marks);
// Companies and what they are part of, by either: id, parent_id.
db::Query SelectWhole(size_t marks);
db::Query SelectParts(size_t marks);
// Who knows contacts: id, value. And whom users know: parent_id, id, value. tenant_id, type, field,
// ids, limit.
db::Query SelectKnowers(size_t marks);
db::Query SelectKnown(size_t marks);

// All of them, for the linter.
std::vector<db::Query> TieQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_GRAPH_TIE_QUERIES_H_
