// The kinds of records of other services that are about customers. A new one is an entry here and a
// glance (glance.proto); one that has a time line is a TimelineEntry.Kind besides.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_RELATED_KINDS_H_
#define GUANXI_CUSTOMER_SVC_VIEW_RELATED_KINDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "guanxi/customer/v1/timeline_service.pb.h"

namespace guanxi::customer {

// Stored: never renumber. Those with a time line have the number of their TimelineEntry.Kind.
enum RelatedNumber {
  kNoRelated = 0,
  kOpportunityNumber = v1::TimelineEntry::OPPORTUNITY,
  kContractNumber = v1::TimelineEntry::CONTRACT,
  kPaymentNumber = v1::TimelineEntry::PAYMENT,
  kTodoNumber = v1::TimelineEntry::TODO,
  kApprovalNumber = v1::TimelineEntry::APPROVAL,
  kPaymentPlanNumber = 101,
  kQuoteNumber = 102,
};

// What is kept of records of a kind. Immutable; lives as long as the process.
struct RelatedKind {
  int number = kNoRelated;
  std::string producer;       // "lead-svc"
  std::string resource_type;  // as in its events: "payment_plan"
  // From the root on, of their names: {"contracts", "paymentPlans"}.
  std::vector<std::string> collections;
  std::string permission;  // by which they are read
  const google::protobuf::Descriptor* source = nullptr;
  // Null: nothing is shown of them; they lead to the customers of others.
  const google::protobuf::Descriptor* glance = nullptr;
  std::string link;  // the field that names the customer, or what leads to him
  // The fields that say who sees them. Empty: those of the record above, which is of the kind
  // `above`.
  std::string owner, department;
  int above = kNoRelated;
  // A change of one of these is an entry of the time line, and so is the creation. Empty: it has
  // none.
  std::vector<std::string> marks;
  // The values of the glance's field `open_by` with which the view shows them (TextIn).
  std::string open_by = "state";
  std::vector<std::string> open;
  // The field of a time or day by which the view orders them, those without one last; empty: by
  // when they changed, the last first.
  std::string rank;

  bool has_timeline() const { return !marks.empty(); }
  bool ascends() const { return !rank.empty(); }
};

// All of them.
const std::vector<RelatedKind>& RelatedKinds();

// Null if there is none.
const RelatedKind* FindRelatedKind(int number);
const RelatedKind* FindRelatedKind(absl::string_view producer, absl::string_view resource_type);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_RELATED_KINDS_H_
