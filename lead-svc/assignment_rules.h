// Who gets a lead: checks of rules, who may, whose turn it is.
//
// Pure functions: no I/O, no clock.
#ifndef GUANXI_LEAD_SVC_ASSIGNMENT_RULES_H_
#define GUANXI_LEAD_SVC_ASSIGNMENT_RULES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/filter/moment.h"
#include "guanxi/lead/v1/assignment_decision.pb.h"
#include "guanxi/lead/v1/assignment_rule.pb.h"
#include "guanxi/lead/v1/lead.pb.h"

namespace guanxi::lead {

void NormalizeAssignmentRule(v1::AssignmentRule* rule, Violations* violations);
void CheckAssignmentRule(const v1::AssignmentRule& next, Violations* violations);

// Whose turn it is, by rule.
//
// Without weights it is the turn of who was served longest ago. Between two leads of one each other
// who may get them all gets one, so that numbers differ by one at most, whatever goes meanwhile to
// people with other places or skills; and who was away gets one like others when he is back.
//
// Where weights count a lead moves who gets it on by kTurn or, with more weight, by less, and the
// clock is where the one was who was served last: from there on who was away goes on. Every weight
// up to 10 divides kTurn, and larger ones nearly.
inline constexpr int64_t kTurn = 2520 * 1000;

struct Turns {
  int64_t clock = 0;                    // without weights: how many were served
  std::map<std::string, int64_t> next;  // by user; without weights: when he was served, by clock
};

// Why somebody may not get the lead, by what is known without counting; "" if he may. `is_active`
// is whether his account is. What a skill is, the rule's assignees say together.
std::string ExclusionOf(const v1::AssignmentRule& rule, const v1::Assignee& assignee,
                        const v1::Lead& lead, const filter::Moment& moment, bool is_active);

// Whether one of a decision's candidates may get such a lead when time has passed: he is away, or
// has enough.
bool MayPass(const v1::AssignmentDecision& decision);

// When it is somebody's turn: lower ones come first, and of equal ones the first by name.
int64_t TurnOf(const v1::AssignmentRule& rule, const Turns& turns, const std::string& user);

// Of those of a decision's candidates who are not excluded: who it is, -1 if nobody is left. Before
// turns come, by LEAST_OPEN, `open` counts.
int Choose(const v1::AssignmentRule& rule, const v1::AssignmentDecision& decision);

// Counts a lead for who got it. Who was away does not catch up. What he got because he had it
// before leaves the turns as they are; where weights count the others are served until they are
// where he is.
void TakeTurn(const v1::AssignmentRule& rule, const v1::AssignmentDecision& decision, Turns* turns);

// Who had the lead before, if he is one of the candidates who may: else -1.
int StickyTo(const v1::Lead& lead, const v1::AssignmentDecision& decision);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_ASSIGNMENT_RULES_H_
