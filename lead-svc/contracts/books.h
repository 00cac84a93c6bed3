// What was paid for a contract, by plan, and how payments move it.
//
// Pure functions: no I/O, no clock. At any time what was received is what the plans were paid and
// what is allocated to none.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_BOOKS_H_
#define GUANXI_LEAD_SVC_CONTRACTS_BOOKS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/payment.pb.h"
#include "guanxi/lead/v1/payment_plan.pb.h"
#include "lead-svc/contracts/amounts.h"

namespace guanxi::lead {

// Sets what a plan says of itself by its amount, what was paid and whether the contract is in
// force.
void Settle(const v1::Contract& contract, v1::PaymentPlan* plan);

// Whether money of the contract is to come: signed, and not ended.
bool IsInForce(const v1::Contract& contract);

class Books {
 public:
  // Of a contract and all its plans.
  Books(const v1::Contract& contract, const std::vector<v1::PaymentPlan>& plans);

  // What a receipt without allocations goes to: the plans that are due first, those without a day
  // last, each up to what it lacks.
  std::vector<v1::Allocation> Spread(const v1::Payment& receipt) const;

  // The payment counts from now on, or does not count any more. What is impossible is found by
  // Check, when all has been posted.
  void Post(const v1::Payment& payment) { Move(payment, 1); }
  void Unpost(const v1::Payment& payment) { Move(payment, -1); }

  // Errors, about the contract's `name`
  //   FAILED_PRECONDITION  NOT_ENOUGH_LEFT  a plan has more than its amount or less than nothing,
  //   or
  //                                         more went back than came for no plan; the metadata
  //                                         `left` says what may be moved there
  //   FAILED_PRECONDITION  PLAN_CANCELLED   something was paid for a plan that is CANCELLED
  //   FAILED_PRECONDITION  PAYMENT_PLAN_NOT_FOUND  an allocation names none of the plans
  absl::Status Check() const;

  Nanos received() const;
  Nanos unallocated() const { return unallocated_; }
  // Of a plan of the contract, by its name.
  Nanos PaidFor(const std::string& plan) const { return plans_.at(plan).paid; }

 private:
  struct Plan {
    Nanos amount = 0;
    Nanos paid = 0;
    Nanos before = 0;  // paid, as it was found
    bool is_cancelled = false;
    std::string due;  // sorts by day; those without one behind
  };
  void Move(const v1::Payment& payment, int sign);
  absl::Status CheckPlan(const std::string& name, const Plan& plan) const;

  const std::string contract_;
  const std::string currency_;
  std::map<std::string, Plan> plans_;  // by name
  Nanos unallocated_;
  const Nanos unallocated_before_;
  std::string unknown_;  // a plan that is none of the contract's
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_BOOKS_H_
