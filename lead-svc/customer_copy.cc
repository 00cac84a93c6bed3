#include "lead-svc/customer_copy.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/partition.h"
#include "common/resource/id_marks.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"

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

db::Query CopiedQuery(size_t marks) {
  return {"customer_copy.select_copied",
          absl::StrCat("SELECT id FROM customer_copies WHERE tenant_id = ? AND id IN (",
                       resource::Marks(marks), ")")};
}

db::Query UnknownQuery(size_t marks) {
  return {"customer_copy.select_unknown",
          absl::StrCat("SELECT id FROM customer_copies WHERE tenant_id = ? AND id IN (",
                       resource::Marks(marks), ") AND sequence <= 0")};
}

absl::StatusOr<std::set<Uuid>> SelectBy(db::Query (*query)(size_t marks), db::Transaction& tx,
                                        const Uuid& tenant, absl::Span<const Uuid> ids) {
  std::set<Uuid> selected;
  while (!ids.empty()) {
    const auto some = ids.subspan(0, resource::kMaxIdsPerSelect);
    ids.remove_prefix(some.size());
    const size_t marks = resource::MarksFor(some.size());
    std::vector<db::Value> values = {tenant.bytes()};
    resource::AppendIds(some, marks, &values);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query(marks), values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      selected.insert(id);
    }
  }
  return selected;
}

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

absl::Status CustomerCopy::TakeRecord(const event::v1::LogEvent& record) {
  const bool live = record.kind() != metadata::v1::Change::DELETED;
  customer::v1::Customer customer;
  resource::Rest unused;
  GUANXI_RETURN_IF_ERROR(resource::DecodeBlobs(
      live ? record.after_body() : record.before_body(),
      live ? record.after_personal() : record.before_personal(), &customer, &unused));
  sequence = record.sequence();
  for (const char* field : {"display_name", "owner", "grade"}) Take(field, customer);
  return absl::OkStatus();
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

absl::StatusOr<std::set<Uuid>> SelectCopied(db::Transaction& tx, const Uuid& tenant,
                                            absl::Span<const Uuid> ids) {
  return SelectBy(CopiedQuery, tx, tenant, ids);
}

absl::StatusOr<std::set<Uuid>> SelectUnknown(db::Transaction& tx, const Uuid& tenant,
                                             absl::Span<const Uuid> ids) {
  return SelectBy(UnknownQuery, tx, tenant, ids);
}

std::vector<db::Query> CustomerCopyQueries() {
  return {kSelect, kWrite, CopiedQuery(2), UnknownQuery(2)};
}

}  // namespace guanxi::lead
