#include "lead-svc/customer_copy.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/partition.h"
#include "common/resource/resource_name.h"

namespace guanxi::lead {
namespace {

// Takes the row's lock whether it is there or not.
const db::InsertQuery kHold{
    "customer_copy.hold",
    "INSERT INTO customer_copies (tenant_id, id, partition_no, sequence, display_name, owner_id, "
    "grade, check_id) VALUES ",
    " ON DUPLICATE KEY UPDATE partition_no = VALUES(partition_no)"};

const db::Query kSelect{
    "customer_copy.select",
    "SELECT sequence, display_name, owner_id, grade, check_id FROM customer_copies "
    "WHERE tenant_id = ? AND id = ? FOR UPDATE"};

const db::Query kWrite{"customer_copy.write",
                       "UPDATE customer_copies SET sequence = ?, display_name = ?, owner_id = ?, "
                       "grade = ?, check_id = ? WHERE tenant_id = ? AND id = ?"};

}  // namespace

absl::StatusOr<CustomerCopy> CustomerCopy::Hold(db::Transaction& tx, const Uuid& tenant,
                                                const Uuid& id) {
  CustomerCopy copy;
  copy.id = id;
  const int partition = events::PartitionOf(tenant.bytes(), id.bytes());
  GUANXI_RETURN_IF_ERROR(tx.InsertRows(kHold, {{tenant.bytes(), id.bytes(), partition, 0, "",
                                                nullptr, 0, Uuid().bytes()}})
                             .status());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelect, {tenant.bytes(), id.bytes()}));
  if (rows.empty()) return absl::InternalError("a row that is held is gone");
  const db::Row row = rows[0];
  copy.sequence = row.Int64(0);
  copy.display_name = std::string(row.String(1));
  if (!row.IsNull(2)) {
    GUANXI_ASSIGN_OR_RETURN(copy.owner, Uuid::FromBytes(row.String(2)));
  }
  copy.grade = static_cast<int>(row.Int64(3));
  GUANXI_ASSIGN_OR_RETURN(copy.check, Uuid::FromBytes(row.String(4)));
  return copy;
}

absl::Status CustomerCopy::Write(db::Transaction& tx, const Uuid& tenant) const {
  const db::Value named = owner.IsNil() ? db::Value() : db::Value(owner.bytes());
  return tx
      .Execute(kWrite,
               {sequence, display_name, named, grade, check.bytes(), tenant.bytes(), id.bytes()})
      .status();
}

bool CustomerCopy::Take(absl::string_view field, const customer::v1::Customer& customer) {
  if (field == "display_name") {
    display_name = customer.display_name();
  } else if (field == "owner") {
    owner = resource::ParseReference("users", customer.owner()).value_or(Uuid());
  } else if (field == "grade") {
    grade = customer.grade();
  } else {
    return false;
  }
  return true;
}

void CustomerCopy::Show(v1::Opportunity* opportunity) const {
  opportunity->set_customer_display_name(display_name);
  opportunity->set_customer_owner(owner.IsNil() ? "" : absl::StrCat("users/", owner.ToString()));
  opportunity->set_customer_grade(static_cast<customer::v1::Customer::Grade>(grade));
}

std::vector<db::Query> CustomerCopyQueries() { return {kSelect, kWrite}; }

}  // namespace guanxi::lead
