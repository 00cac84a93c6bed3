#include "customer-svc/duplicates/duplicate_service.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "common/resource/bounded_rows.h"
#include "common/resource/checks.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/id_marks.h"
#include "common/resource/resource_name.h"
#include "customer-svc/customer_rules.h"
#include "customer-svc/duplicates/duplicate_requests.h"
#include "customer-svc/duplicates/explanation.h"
#include "customer-svc/duplicates/scan_job.h"
#include "customer-svc/duplicates/state.pb.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::RowScope;
using v1::Customer;

constexpr int kUsualResults = 10;
constexpr int kMostResults = 50;
constexpr int kUsualCertainty = 500;

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

// Those of `found` that lie in the scope.
absl::StatusOr<std::set<Uuid>> Visible(db::Transaction& tx, const Uuid& tenant,
                                       const RowScope& scope, const std::vector<Likeness>& found) {
  std::vector<Uuid> ids;
  for (const Likeness& one : found) ids.push_back(one.id);
  if (scope.has_all() || ids.empty()) return std::set<Uuid>(ids.begin(), ids.end());
  const size_t marks = resource::MarksFor(ids.size());
  std::vector<db::Value> values = {tenant.bytes()};
  resource::AppendIds(ids, marks, &values);
  const db::Query query = scope.SelectAmong(marks, &values);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, values));
  std::set<Uuid> visible;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    visible.insert(id);
  }
  return visible;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Customer>> DuplicateServiceImpl::Stated(
    const rpc::Call& call, const v1::FindDuplicatesRequest& request) const {
  if (!request.has_customer()) return nullptr;
  auto stated = std::make_unique<Customer>(request.customer());
  stated->clear_name();
  const auto view = resource::ViewOf(customers_->type(), call.principal);
  if (view != nullptr) GUANXI_RETURN_IF_ERROR(view->CheckStated(*stated));
  Violations violations;
  resource::CheckGiven(*stated, &violations);
  resource::WriteContext context;
  if (!request.phone_region().empty()) context.phone_region = request.phone_region();
  if (violations.empty()) customers_->Normalize(context, stated.get(), &violations);
  if (violations.empty()) {
    resource::CheckDeclared(customers_->type(), nullptr, *stated, &violations);
    CheckCustomer(nullptr, *stated, &violations);
  }
  GUANXI_RETURN_IF_ERROR(UnderPath("customer", violations.ToStatus()));
  return stated;
}

absl::StatusOr<DuplicateServiceImpl::Asked> DuplicateServiceImpl::AskedFor(
    db::Transaction& tx, const Uuid& tenant, const RowScope& scope, const std::string& customer,
    const Customer* stated) const {
  if (stated != nullptr) return Asked{std::nullopt, Prepare(std::make_unique<Customer>(*stated))};
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(customers_->type(), customer, "name"));
  GUANXI_ASSIGN_OR_RETURN(auto found, resource::ReadBounded(tx, *customers_, tenant, {name.id}, 0,
                                                            resource::Partly::kRead));
  GUANXI_RETURN_IF_ERROR(scope.Restrict(tx, &found.rows));
  const auto row = found.rows.find(name.id);
  if (row == found.rows.end() || !row->second.live) {
    return resource::NameNotFound(*customers_, name);
  }
  return Asked{
      name.id,
      Prepare(std::make_unique<Customer>(static_cast<const Customer&>(*row->second.message)))};
}

absl::Status DuplicateServiceImpl::Find(db::Transaction& tx, const rpc::Call& call,
                                        const RowScope& scope,
                                        const v1::FindDuplicatesRequest& request,
                                        const Customer* stated,
                                        v1::FindDuplicatesResponse* response) const {
  const Uuid& tenant = call.principal.tenant;
  response->Clear();
  GUANXI_ASSIGN_OR_RETURN(const Asked asked, AskedFor(tx, tenant, scope, request.name(), stated));
  GUANXI_ASSIGN_OR_RETURN(const LearnedModelPtr model,
                          models_->Get(tx, tenant, asked.customer.facts.type, clock_->Now()));
  if (model->learn_time != absl::InfinitePast()) {
    *response->mutable_learn_time() = ToTimestamp(model->learn_time);
  }
  const MatchKeys keys(engine_->environment().blind_index_key(), tenant);
  GUANXI_ASSIGN_OR_RETURN(
      std::vector<Likeness> found,
      FindAlike(tx, *customers_, tenant, keys, *model, asked.self, asked.customer));
  const int least = request.min_certainty() > 0 ? request.min_certainty() : kUsualCertainty;
  found.erase(std::remove_if(found.begin(), found.end(),
                             [&](const Likeness& likeness) {
                               return !likeness.is_branch && !likeness.is_company &&
                                      CertaintyOf(likeness) < least;
                             }),
              found.end());
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> visible, Visible(tx, tenant, scope, found));
  const auto view = resource::ViewOf(customers_->type(), call.principal);
  const int most =
      request.max_results() == 0 ? kUsualResults : std::min(request.max_results(), kMostResults);
  for (const Likeness& likeness : found) {
    if (visible.count(likeness.id) == 0) {
      response->set_hidden_count(response->hidden_count() + 1);
    } else if (response->matches_size() < most) {
      v1::DuplicateMatch match = Explain(model->model.schema, likeness, view.get());
      ResourceName name;
      name.id = likeness.id;
      match.set_customer(resource::FormatName(customers_->type(), name));
      *response->add_matches() = std::move(match);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::FindDuplicatesResponse> DuplicateServiceImpl::FindDuplicates(
    const rpc::Call& call, const v1::FindDuplicatesRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckFindDuplicates(request));
  GUANXI_ASSIGN_OR_RETURN(const std::unique_ptr<Customer> stated, Stated(call, request));
  GUANXI_ASSIGN_OR_RETURN(const RowScope scope,
                          RowScope::Of(*customers_, call.principal, resource::Use::kRead,
                                       engine_->environment().business_clock()->Now()));
  if (stated != nullptr) {
    const int64_t guesses = GuessesIn(
        *stated, resource::SearchRightsOf(customers_->type(), call.principal), scope.has_all());
    GUANXI_RETURN_IF_ERROR(resource::CountLookups(*engine_, call, guesses));
  }
  v1::FindDuplicatesResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) {
    return Find(tx, call, scope, request, stated.get(), &response);
  }));
  return response;
}

absl::StatusOr<google::longrunning::Operation> DuplicateServiceImpl::ScanDuplicates(
    const rpc::Call& call, const v1::ScanDuplicatesRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckScanDuplicates(request));
  duplicates::ScanJob job;
  *job.mutable_options() = request;
  job.mutable_options()->clear_request_id();
  jobs::NewOperation operation;
  operation.kind = kScanKind;
  operation.principal = call.principal;
  operation.request_id = absl::AsciiStrToLower(request.request_id());
  operation.request = job.SerializeAsString();
  operation.request_hash = crypto::Sha256(operation.request);
  v1::ScanDuplicatesMetadata metadata;
  *metadata.mutable_create_time() = ToTimestamp(clock_->Now());
  operation.metadata = jobs::PackAny(metadata);
  GUANXI_ASSIGN_OR_RETURN(const jobs::Operation stored, operations_->Create(operation));
  return jobs::ToProto(stored);
}

}  // namespace guanxi::customer
