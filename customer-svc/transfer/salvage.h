// Takes rows without what is wrong with them: a bad value costs the value, not the row.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_SALVAGE_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_SALVAGE_H_

#include <string>

#include "absl/status/status.h"
#include "common/resource/resource.h"
#include "customer-svc/transfer/row.h"

namespace guanxi::customer {

// Takes out of the row what the violations of `error` name, and the tags that a TAG_GROUP_LIMIT
// calls too many, and says whether there was anything: if not, it is about what must not be missing
// (display_name, the ids), or about what the row does not state, and the row has to be refused.
bool LeaveOutViolations(const absl::Status& error, Row* row);

// Brings the row into the form in which customers are stored, without the values that have none: so
// the same customer written in another way is the same row. Refuses it (Row::status) where that is
// not possible. Sets Row::content.
void NormalizeRow(const resource::Resource& customers, const resource::WriteContext& context,
                  Row* row);

// "phones[0].number (手机): ...; industry: ...": all that the row is taken without, by the fields
// of customers and, in brackets, the columns of the file.
std::string DescribeLeftOut(const Row& row);
// Why the row is refused, in the same way.
std::string DescribeRefusal(const Row& row, const absl::Status& error);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_SALVAGE_H_
