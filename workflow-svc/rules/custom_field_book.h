// The custom fields of tenants, which customer-svc has, for the conditions of rules.
#ifndef GUANXI_WORKFLOW_SVC_RULES_CUSTOM_FIELD_BOOK_H_
#define GUANXI_WORKFLOW_SVC_RULES_CUSTOM_FIELD_BOOK_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/resource/behavior.h"
#include "common/resource/custom_fields.h"
#include "common/rpc/call.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "workflow-svc/rules/custom_keys.h"
#include "workflow-svc/rules/record_access.h"

namespace guanxi::workflow {

// Keeps what it has read: key and kind of a definition never change, and no definition goes away,
// so that what is known of a field stays true. Whether one is retired may have changed since; that
// is asked when a rule is saved.
//
// Thread-safe. Errors of what reads: UNAVAILABLE, CUSTOMER_SVC_DOWN, within 3 s; those of the token
// and of the call.
class CustomFieldBook {
 public:
  // Tenants that are kept at most; those that were not asked for go.
  static constexpr size_t kMaxTenants = 1000;

  // Definitions are read at `target`, customer-svc's, by the role that the tenant gives services.
  CustomFieldBook(const std::string& target, TokenFor token_for);

  using Fields = std::shared_ptr<const resource::TenantFields>;

  // Fields with all of `keys` in them, unless there are none such; null, and nobody is asked, if
  // there are no keys. Not to be called while a transaction is open.
  absl::StatusOr<Fields> Of(const Uuid& tenant, const std::vector<CustomKey>& keys);
  // As they are now. Not to be called while a transaction is open.
  absl::StatusOr<Fields> Read(const Uuid& tenant);
  // What was read last; without fields if nothing was.
  Fields Known(const Uuid& tenant) const;

 private:
  absl::StatusOr<resource::TenantFields> Fetch(const Uuid& tenant) const;

  const std::shared_ptr<grpc::Channel> channel_;
  const TokenFor token_for_;
  mutable Mutex mutex_;
  absl::flat_hash_map<Uuid, Fields> kept_ ABSL_GUARDED_BY(mutex_);
};

// For Behavior<AutomationRule>: what customer-svc is asked about a rule that reads others than
// before, and its answer: whether each is there, filterable and not retired.
std::vector<resource::Question> CustomQuestions(const v1::AutomationRule* old,
                                                const v1::AutomationRule& next);
absl::StatusOr<resource::Faults> AskForCustom(CustomFieldBook* book, const rpc::Call& call,
                                              absl::Span<const std::string> names);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_CUSTOM_FIELD_BOOK_H_
