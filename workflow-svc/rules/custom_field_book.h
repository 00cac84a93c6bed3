// The custom fields of tenants, for the conditions of rules. The service that has the records has
// their definitions: customer-svc those of customers and contacts, lead-svc those of leads.
#ifndef GUANXI_WORKFLOW_SVC_RULES_CUSTOM_FIELD_BOOK_H_
#define GUANXI_WORKFLOW_SVC_RULES_CUSTOM_FIELD_BOOK_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
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
#include "guanxi/metadata/v1/field_definition.pb.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "workflow-svc/rules/custom_keys.h"
#include "workflow-svc/rules/record_access.h"

namespace guanxi::workflow {

// Keeps what it has read: key and kind of a definition never change, and no definition goes away,
// so that what is known of a field stays true. Whether one is retired may have changed since; that
// is asked when a rule is saved.
//
// Thread-safe. Errors of what reads: UNAVAILABLE, CUSTOMER_SVC_DOWN or LEAD_SVC_DOWN, within 3 s of
// each service; those of the token and of the call.
class CustomFieldBook {
 public:
  // Tenants that are kept at most; those that were not asked for go.
  static constexpr size_t kMaxTenants = 1000;

  // `targets`: the gRPC target of each service that has definitions. They are read by the role that
  // the tenant gives services.
  CustomFieldBook(const std::map<std::string, std::string>& targets, TokenFor token_for);

  using Fields = std::shared_ptr<const resource::TenantFields>;

  // Fields with all of `keys` in them, unless there are none such; null, and nobody is asked, if
  // there are no keys. Only services whose records lack some are asked. Not to be called while a
  // transaction is open.
  absl::StatusOr<Fields> Of(const Uuid& tenant, const std::vector<CustomKey>& keys);
  // Those of the services' records ("customer-svc") as they are now, with what is known of others'.
  // Not to be called while a transaction is open.
  absl::StatusOr<Fields> Read(const Uuid& tenant, const std::set<std::string>& services);
  // What was read last; without fields if nothing was.
  Fields Known(const Uuid& tenant) const;

 private:
  // ListFieldDefinitions of one service.
  using ListDefinitions = std::function<grpc::Status(
      grpc::ClientContext*, const metadata::v1::ListFieldDefinitionsRequest&,
      metadata::v1::ListFieldDefinitionsResponse*)>;

  template <typename Service>
  void Add(const std::map<std::string, std::string>& targets, const std::string& service);
  // Adds those of one service to `fields`.
  absl::Status Fetch(const Uuid& tenant, const std::string& service,
                     resource::TenantFields* fields) const;

  std::map<std::string, ListDefinitions> lists_;  // by service; as they are made
  const TokenFor token_for_;
  mutable Mutex mutex_;
  absl::flat_hash_map<Uuid, Fields> kept_ ABSL_GUARDED_BY(mutex_);
};

// For Behavior<AutomationRule>: what the services are asked about a rule that reads others than
// before, and their answer: whether each is there, filterable and not retired.
std::vector<resource::Question> CustomQuestions(const v1::AutomationRule* old,
                                                const v1::AutomationRule& next);
absl::StatusOr<resource::Faults> AskForCustom(CustomFieldBook* book, const rpc::Call& call,
                                              absl::Span<const std::string> names);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_CUSTOM_FIELD_BOOK_H_
