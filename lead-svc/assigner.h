// Gives leads to people by rules.
#ifndef GUANXI_LEAD_SVC_ASSIGNER_H_
#define GUANXI_LEAD_SVC_ASSIGNER_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/policy/rights.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/assignment_decision.pb.h"
#include "guanxi/lead/v1/assignment_rule.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "lead-svc/assignment_rules.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// The kind of the timers of leads that wait until somebody may get them. The key is the lead's
// name.
inline constexpr char kWaitingTimer[] = "lead_waiting";

// Thread-safe. Owns nothing that it is given.
class Assigner {
 public:
  explicit Assigner(const Resources* resources) : resources_(resources) {}

  // Leads that were given in this unit of work and are not written, by owner: they count as open.
  using Given = std::map<std::string, int>;
  // Who gets the lead, as it is stored. It is his turn then: who only asks undoes the unit of work.
  // Errors: those of common/db.
  absl::StatusOr<v1::AssignmentDecision> Decide(resource::UnitOfWork& work, const v1::Lead& lead,
                                                const Given& given) const;

  // The same, records the decision, and gives it to him: `*lead` becomes what is stored. Whether
  // the caller may is asked before. What is nobody's, lies in no pool and might go to somebody who
  // is away or has enough waits: a timer is armed.
  absl::StatusOr<v1::AssignmentDecision> Assign(resource::UnitOfWork& work, v1::Lead* lead) const;

  // The same for one that waits. Who is active, and in which department, `people` say. That nobody
  // may get it yet is not recorded once more.
  absl::Status AssignWaiting(resource::UnitOfWork& work, const policy::Rights& people,
                             v1::Lead* lead) const;

 private:
  // What one decision goes by, and finds.
  struct Asking {
    const Given& given;
    const policy::Rights& people;
    bool may_pass = false;  // why nobody may get it
  };
  absl::StatusOr<v1::AssignmentDecision> AskInOrder(resource::UnitOfWork& work,
                                                    const v1::Lead& lead, Asking* asking) const;
  absl::Status Give(resource::UnitOfWork& work, const Asking& asking, v1::Lead* lead,
                    v1::AssignmentDecision* decision) const;
  absl::Status Record(resource::UnitOfWork& work, const v1::Lead& lead,
                      v1::AssignmentDecision* decision) const;
  // Whether the rule gives the lead to somebody, whom `*decision` names then; else why not.
  absl::StatusOr<std::string> Ask(resource::UnitOfWork& work, const v1::AssignmentRule& rule,
                                  const v1::Lead& lead, Asking* asking,
                                  v1::AssignmentDecision* decision) const;
  absl::StatusOr<std::string> CheckCondition(resource::UnitOfWork& work,
                                             const v1::AssignmentRule& rule,
                                             const v1::Lead& lead) const;
  absl::Status FindCandidates(resource::UnitOfWork& work, const v1::AssignmentRule& rule,
                              const v1::Lead& lead, const Asking& asking, const Turns& turns,
                              v1::AssignmentDecision* decision) const;
  // Of the candidates the one who gets it, with his day counted, and nobody else giving him
  // anything until the end; -1 if nobody does.
  absl::StatusOr<int> Pick(resource::UnitOfWork& work, const v1::AssignmentRule& rule,
                           const v1::Lead& lead, const Given& given,
                           v1::AssignmentDecision* decision) const;

  const Resources* const resources_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_ASSIGNER_H_
