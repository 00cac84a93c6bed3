// The work of an export, page by page.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_EXPORT_JOB_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_EXPORT_JOB_H_

#include <string>

#include "common/auth/principal.h"
#include "common/jobs/job.h"
#include "common/resource/resource_type.h"
#include "customer-svc/transfer/import_job.h"

namespace guanxi::customer {

inline constexpr char kExportKind[] = "customers.export";

// Lists the customers that match the filter, in the order of their creation and as the caller sees
// them, and writes each page to a file with its checkpoint. Customers that are created meanwhile
// come last; one that is changed meanwhile is written as it is when its page is read.
jobs::Handler ExportHandler(const TransferTools& tools);

// Which customers, and what of them, such a file of the principal's would hold now: a digest of the
// scope and the fields by which it is made, in an ended export's checkpoint as well.
std::string ExportSight(const resource::ResourceType& customers, const Principal& principal);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_EXPORT_JOB_H_
