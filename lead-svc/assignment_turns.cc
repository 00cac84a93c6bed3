#include "lead-svc/assignment_turns.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"

namespace guanxi::lead {
namespace {

using resource::UnitOfWork;

constexpr char kGuard[] = "assignment";

db::Query SelectTurns() {
  return {"assignment.turns",
          "SELECT user_id, turn FROM assignment_turns WHERE tenant_id = ? AND rule_id = ?"};
}

// The clock's row has no user.
db::Query PutTurns() {
  return {"assignment.put_turns",
          "INSERT INTO assignment_turns (tenant_id, rule_id, user_id, turn) "
          "VALUES (?, ?, ?, ?), (?, ?, ?, ?) ON DUPLICATE KEY UPDATE turn = VALUES(turn)"};
}

db::Query SelectRules() {
  return {"assignment.rules",
          "SELECT id FROM assignment_rules FORCE INDEX (idx_rule_order) "
          "WHERE tenant_id = ? AND live = 1 ORDER BY rule_order, id LIMIT ?"};
}

}  // namespace

absl::StatusOr<Turns> TakeTurns(UnitOfWork& work, const std::string& rule) {
  GUANXI_RETURN_IF_ERROR(work.Guard(kGuard, rule));
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("assignmentRules", rule));
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(SelectTurns(), {work.principal().tenant.bytes(), id.bytes()}));
  Turns turns;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid user, Uuid::FromBytes(row.String(0)));
    if (user.IsNil()) {
      turns.clock = row.Int64(1);
    } else {
      turns.next[absl::StrCat("users/", user.ToString())] = row.Int64(1);
    }
  }
  return turns;
}

absl::Status StoreTurns(UnitOfWork& work, const std::string& rule, const std::string& user,
                        const Turns& turns) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("assignmentRules", rule));
  GUANXI_ASSIGN_OR_RETURN(const Uuid served, resource::ParseReference("users", user));
  const auto next = turns.next.find(user);
  if (next == turns.next.end()) return absl::OkStatus();  // he was never served in turn
  const auto tenant = work.principal().tenant.bytes();
  return work.tx()
      .Execute(PutTurns(), {tenant, id.bytes(), served.bytes(), next->second, tenant, id.bytes(),
                            Uuid().bytes(), turns.clock})
      .status();
}

absl::StatusOr<std::vector<std::string>> RulesInOrder(UnitOfWork& work) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(SelectRules(), {work.principal().tenant.bytes(), kMostAssignmentRules}));
  std::vector<std::string> names;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    names.push_back(absl::StrCat("assignmentRules/", id.ToString()));
  }
  return names;
}

std::vector<db::Query> AssignmentQueries() { return {SelectTurns(), PutTurns(), SelectRules()}; }

}  // namespace guanxi::lead
