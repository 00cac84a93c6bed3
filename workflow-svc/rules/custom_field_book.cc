#include "workflow-svc/rules/custom_field_book.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/lead/v1/lead_field_service.grpc.pb.h"
#include "guanxi/metadata/v1/field_definition.grpc.pb.h"
#include "workflow-svc/rules/record_kind.h"

namespace guanxi::workflow {
namespace {

using metadata::v1::FieldDefinition;
using metadata::v1::ListFieldDefinitionsRequest;
using metadata::v1::ListFieldDefinitionsResponse;
using resource::TenantFields;

constexpr absl::Duration kTimeout = absl::Seconds(3);
constexpr int kPage = 1000;

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

absl::Status ReadError(const std::string& service, const absl::Status& status) {
  const bool is_down = status.code() == absl::StatusCode::kUnavailable ||
                       status.code() == absl::StatusCode::kDeadlineExceeded;
  if (!is_down) return status;
  const std::string stem = absl::AsciiStrToUpper(absl::StrReplaceAll(service, {{"-", "_"}}));
  return Unavailable(absl::StrCat(stem, "_DOWN"),
                     absl::StrCat("custom fields cannot be read: ", service, " does not answer"));
}

// As a question names a field: "guanxi.dev/Customer area".
std::string NameOfKey(const CustomKey& key) {
  return absl::StrCat(key.kind->type->full_type(), " ", key.key);
}

}  // namespace

template <typename Service>
void CustomFieldBook::Add(const std::map<std::string, std::string>& targets,
                          const std::string& service) {
  const auto target = targets.find(service);
  if (target == targets.end()) return;
  rpc::ClientOptions options;
  options.target = target->second;
  options.services = {Service::service_full_name()};
  const std::shared_ptr<typename Service::Stub> stub = Service::NewStub(rpc::NewChannel(options));
  lists_[service] = [stub](grpc::ClientContext* context, const ListFieldDefinitionsRequest& request,
                           ListFieldDefinitionsResponse* page) {
    return stub->ListFieldDefinitions(context, request, page);
  };
}

CustomFieldBook::CustomFieldBook(const std::map<std::string, std::string>& targets,
                                 TokenFor token_for)
    : token_for_(std::move(token_for)) {
  Add<metadata::v1::FieldDefinitionService>(targets, "customer-svc");
  Add<lead::v1::LeadFieldService>(targets, "lead-svc");
}

absl::Status CustomFieldBook::Fetch(const Uuid& tenant, const std::string& service,
                                    TenantFields* fields) const {
  const auto list = lists_.find(service);
  if (list == lists_.end()) return absl::OkStatus();  // its records have no custom fields
  ListFieldDefinitionsRequest request;
  request.set_page_size(kPage);
  request.set_show_deleted(true);
  do {
    GUANXI_ASSIGN_OR_RETURN(const std::string token, token_for_(tenant, /*user=*/""));
    grpc::ClientContext context;
    rpc::Prepare(kTimeout, token, &context);
    ListFieldDefinitionsResponse page;
    GUANXI_RETURN_IF_ERROR(
        ReadError(service, FromGrpcStatus(list->second(&context, request, &page))));
    GUANXI_RETURN_IF_ERROR(AddPage(page, fields));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::StatusOr<CustomFieldBook::Fields> CustomFieldBook::Read(
    const Uuid& tenant, const std::set<std::string>& services) {
  TenantFields read;
  for (const std::string& service : services) {
    GUANXI_RETURN_IF_ERROR(Fetch(tenant, service, &read));
  }
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMaxTenants && !kept_.contains(tenant)) kept_.clear();
  Fields& kept = kept_[tenant];
  if (kept != nullptr) read.insert(kept->begin(), kept->end());  // others' types
  kept = std::make_shared<const TenantFields>(std::move(read));
  return kept;
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
  std::set<std::string> services;
  for (const CustomKey& key : keys) {
    if (!HasAll(*known, {key})) services.insert(key.kind->service);
  }
  if (services.empty()) return known;
  return Read(tenant, services);
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
  std::set<std::string> services;
  for (const std::string& name : names) {
    const RecordKind* const kind = FindRecordKind(name.substr(0, name.find(' ')));
    if (kind != nullptr) services.insert(kind->service);
  }
  GUANXI_ASSIGN_OR_RETURN(const CustomFieldBook::Fields fields,
                          book->Read(call.principal.tenant, services));
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
