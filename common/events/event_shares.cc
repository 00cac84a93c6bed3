#include "common/events/event_shares.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/policy/rights.h"
#include "common/resource/id_marks.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_scope.h"

namespace guanxi::events {
namespace {

using google::protobuf::Message;

// The fields that every type of shares has (common/resource/share_rules.h).
std::string TextOf(const Message& message, const char* field) {
  const auto* const found = message.GetDescriptor()->FindFieldByName(field);
  return found == nullptr ? "" : message.GetReflection()->GetString(message, found);
}

bool IsWith(const policy::Rights& rights, const Message& share) {
  const auto user = resource::ParseReference("users", TextOf(share, "user"));
  if (user.ok() && !rights.user().IsNil() && *user == rights.user()) return true;
  const auto department = resource::ParseReference("departments", TextOf(share, "department"));
  const auto mine = rights.memberships();
  return department.ok() && std::find(mine.begin(), mine.end(), *department) != mine.end();
}

bool SeesAll(const policy::Rights& rights, const resource::ResourceType& type) {
  return rights.ScopeOf(resource::PermissionOf(type, "read")) == access::v1::ALL;
}

db::Query QueryFor(const resource::ResourceType& type, size_t departments) {
  return {absl::StrCat(type.singular(), ".select_ended"),
          absl::StrCat("SELECT h.id FROM ", type.table(),
                       " h WHERE h.tenant_id = ? AND h.live = 1 AND h.expire_time > ? AND "
                       "h.expire_time <= ? AND (h.user_id = ? OR h.department_id IN (",
                       resource::Marks(departments), ")) LIMIT 1")};
}

}  // namespace

absl::StatusOr<bool> ConcernsSharesWith(const Principal& principal,
                                        const resource::Resource& resource,
                                        const resource::Stored* row,
                                        const event::v1::LogEvent& event) {
  const resource::ResourceType& type = resource.type();
  if (!type.shares_parent() || SeesAll(*principal.rights, type)) return false;
  if (event.kind() == metadata::v1::Change::EMITTED) return false;
  if (row != nullptr && IsWith(*principal.rights, *row->message)) return true;
  for (const std::string* body : {&event.before_body(), &event.after_body()}) {
    const std::unique_ptr<Message> state(google::protobuf::MessageFactory::generated_factory()
                                             ->GetPrototype(type.descriptor())
                                             ->New());
    resource::Rest unused;
    GUANXI_RETURN_IF_ERROR(resource::DecodeBlobs(*body, "", state.get(), &unused));
    if (IsWith(*principal.rights, *state)) return true;
  }
  return false;
}

absl::StatusOr<bool> HasSharesEnded(db::Transaction& tx, const Principal& principal,
                                    const resource::ResourceType& type, absl::Time after,
                                    absl::Time until) {
  const policy::Rights& rights = *principal.rights;
  if (SeesAll(rights, type)) return false;
  std::vector<Uuid> departments(rights.memberships().begin(), rights.memberships().end());
  if (departments.empty()) departments.emplace_back();  // that of nobody
  const size_t marks = resource::MarksFor(departments.size());
  std::vector<db::Value> values = {principal.tenant.bytes(), after, until, rights.user().bytes()};
  resource::AppendIds(departments, marks, &values);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(QueryFor(type, marks), values));
  return !rows.empty();
}

db::Query EndedSharesQuery(const resource::ResourceType& type) { return QueryFor(type, 2); }

}  // namespace guanxi::events
