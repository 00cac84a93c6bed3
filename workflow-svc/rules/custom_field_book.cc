#include "workflow-svc/rules/custom_field_book.h"

#include <grpcpp/client_context.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rpc/client.h"
#include "common/rpc/unary_call.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::workflow {
namespace {

using metadata::v1::FieldDefinition;
using resource::TenantFields;

constexpr absl::Duration kTimeout = absl::Seconds(3);
constexpr int kPage = 1000;

const google::protobuf::ServiceDescriptor& Definitions() {
  return *FieldDefinition::descriptor()->file()->service(0);
}

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& target) {
  rpc::ClientOptions options;
  options.target = target;
  options.services = {Definitions().full_name()};
  return rpc::NewChannel(options);
}

absl::Status AddPage(const metadata::v1::ListFieldDefinitionsResponse& page, TenantFields* fields) {
  for (const FieldDefinition& definition : page.field_definitions()) {
    const std::string& name = definition.name();
    resource::CustomField field;
    GUANXI_ASSIGN_OR_RETURN(field.id,
                            Uuid::Parse(absl::string_view(name).substr(name.rfind('/') + 1)));
    field.definition = definition;
    (*fields)[definition.resource_type()][definition.key()] = std::move(field);
  }
  return absl::OkStatus();
}

absl::Status ReadError(const absl::Status& status) {
  const bool is_down = status.code() == absl::StatusCode::kUnavailable ||
                       status.code() == absl::StatusCode::kDeadlineExceeded;
  return is_down ? Unavailable("CUSTOMER_SVC_DOWN",
                               "custom fields cannot be read: customer-svc does not answer")
                 : status;
}

// As a question names a field: "guanxi.dev/Customer area".
std::string NameOfKey(const CustomKey& key) {
  return absl::StrCat(key.kind->type->full_type(), " ", key.key);
}

}  // namespace

CustomFieldBook::CustomFieldBook(const std::string& target, TokenFor token_for)
    : channel_(ChannelTo(target)), token_for_(std::move(token_for)) {}

absl::StatusOr<TenantFields> CustomFieldBook::Fetch(const Uuid& tenant) const {
  const auto* const method = Definitions().FindMethodByName("ListFieldDefinitions");
  TenantFields fields;
  metadata::v1::ListFieldDefinitionsRequest request;
  request.set_page_size(kPage);
  request.set_show_deleted(true);
  do {
    GUANXI_ASSIGN_OR_RETURN(const std::string token, token_for_(tenant, /*user=*/""));
    grpc::ClientContext context;
    rpc::Prepare(kTimeout, token, &context);
    metadata::v1::ListFieldDefinitionsResponse page;
    GUANXI_RETURN_IF_ERROR(
        ReadError(rpc::CallUnary(*method, channel_.get(), &context, request, &page)));
    GUANXI_RETURN_IF_ERROR(AddPage(page, &fields));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return fields;
}

absl::StatusOr<CustomFieldBook::Fields> CustomFieldBook::Read(const Uuid& tenant) {
  GUANXI_ASSIGN_OR_RETURN(TenantFields read, Fetch(tenant));
  auto fields = std::make_shared<const TenantFields>(std::move(read));
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMaxTenants && !kept_.contains(tenant)) kept_.clear();
  kept_[tenant] = fields;
  return fields;
}

CustomFieldBook::Fields CustomFieldBook::Known(const Uuid& tenant) const {
  static const auto* const none = new Fields(std::make_shared<const TenantFields>());
  MutexLock lock(&mutex_);
  const auto found = kept_.find(tenant);
  return found == kept_.end() ? *none : found->second;
}

absl::StatusOr<CustomFieldBook::Fields> CustomFieldBook::Of(const Uuid& tenant,
                                                            const std::vector<CustomKey>& keys) {
  if (keys.empty()) return Fields();
  Fields known = Known(tenant);
  if (HasAll(*known, keys)) return known;
  return Read(tenant);
}

std::vector<resource::Question> CustomQuestions(const v1::AutomationRule* old,
                                                const v1::AutomationRule& next) {
  std::vector<resource::Question> questions;
  if (old != nullptr && LooksAlike(*old, next)) return questions;
  for (const CustomKey& key : CustomKeysOf(next)) questions.push_back({key.path, NameOfKey(key)});
  return questions;
}

absl::StatusOr<resource::Faults> AskForCustom(CustomFieldBook* book, const rpc::Call& call,
                                              absl::Span<const std::string> names) {
  GUANXI_ASSIGN_OR_RETURN(const CustomFieldBook::Fields fields, book->Read(call.principal.tenant));
  resource::Faults faults;
  for (const std::string& name : names) {
    const size_t space = name.find(' ');
    const auto of_type = fields->find(name.substr(0, space));
    const absl::string_view key = absl::string_view(name).substr(space + 1);
    const auto field = of_type == fields->end()
                           ? absl::StatusOr<filter::Field>(absl::InvalidArgumentError(
                                 absl::StrCat("custom.", key, " is no filterable field")))
                           : resource::CustomFilterField(of_type->second, key);
    faults[name] = field.ok() ? "" : std::string(field.status().message());
  }
  return faults;
}

}  // namespace guanxi::workflow
