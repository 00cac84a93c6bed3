// Whose turn it is, in the database.
#ifndef GUANXI_LEAD_SVC_ASSIGNMENT_TURNS_H_
#define GUANXI_LEAD_SVC_ASSIGNMENT_TURNS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"
#include "lead-svc/assignment_rules.h"

namespace guanxi::lead {

// The turns of one rule (`assignmentRules/{uuid}`), which is the unit's alone until it ends: of
// assignments by one rule one goes on at a time.
absl::StatusOr<Turns> TakeTurns(resource::UnitOfWork& work, const std::string& rule);
// Stores those of `user`, who has just been served, and the clock.
absl::Status StoreTurns(resource::UnitOfWork& work, const std::string& rule,
                        const std::string& user, const Turns& turns);

inline constexpr int kMostAssignmentRules = 200;

// Names of the rules that are not deleted, in the order in which they are asked; at most
// kMostAssignmentRules.
absl::StatusOr<std::vector<std::string>> RulesInOrder(resource::UnitOfWork& work);

// The statements, for the linter.
std::vector<db::Query> AssignmentQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_ASSIGNMENT_TURNS_H_
