#include "customer-svc/standing/quality_service.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/page/page_size.h"
#include "common/page/page_token.h"
#include "common/resource/custom_fields.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_scope.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/standing/data_gaps.h"
#include "customer-svc/standing/quality_board.h"
#include "customer-svc/standing/quality_rules.h"
#include "customer-svc/standing/standing_look.h"
#include "customer-svc/standing/value_times.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Customer;

constexpr int kMostFields = 30;
constexpr size_t kMaxFieldBytes = 96;
constexpr int kComplete = 100;
constexpr int kCompleteFrom = 80;
constexpr int kMostOwners = 200;
constexpr int kOwners = 20;

absl::Status CheckFields(const v1::ConfirmCustomerFieldsRequest& request) {
  Violations violations;
  if (request.fields().empty() || request.fields_size() > kMostFields) {
    violations.Add("fields", absl::StrCat("want 1 to ", kMostFields, " paths"));
  }
  std::set<std::string> seen;
  for (int i = 0; i < request.fields_size(); ++i) {
    const std::string path = absl::StrCat("fields[", i, "]");
    const std::string fault = FaultOfField(request.fields(i));
    if (!fault.empty()) violations.Add(path, fault);
    if (request.fields(i).size() > kMaxFieldBytes) violations.Add(path, "is too long");
    if (!seen.insert(request.fields(i)).second) violations.Add(path, "stands twice");
  }
  return violations.ToStatus();
}

// That custom fields are defined: what is written of fields has a bound.
absl::Status CheckDefined(UnitOfWork& work, const resource::ResourceType& type,
                          const resource::Stored& row,
                          const v1::ConfirmCustomerFieldsRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const resource::CustomFields* const custom,
                          work.FieldsFor(type, row.message.get(), *row.message));
  for (int i = 0; i < request.fields_size(); ++i) {
    absl::string_view key = request.fields(i);
    if (!absl::ConsumePrefix(&key, "custom.") || custom->count(std::string(key)) != 0) continue;
    return InvalidField(absl::StrCat("fields[", i, "]"), "names no custom field");
  }
  return absl::OkStatus();
}

absl::Status CheckBoard(const v1::ReadQualityBoardRequest& request) {
  Violations violations;
  if (request.complete_from() < 0 || request.complete_from() > kComplete) {
    violations.Add("complete_from", absl::StrCat("want 0 to ", kComplete));
  }
  if (request.most_owners() < 0 || request.most_owners() > kMostOwners) {
    violations.Add("most_owners", absl::StrCat("want 0 to ", kMostOwners));
  }
  return violations.ToStatus();
}

absl::StatusOr<std::optional<Uuid>> OwnerOf(const v1::ListDataGapsRequest& request) {
  if (request.owner().empty()) return std::optional<Uuid>();
  const auto id = resource::ParseReference("users", request.owner());
  if (!id.ok()) return InvalidField("owner", "want users/{uuid}");
  return std::optional<Uuid>(*id);
}

std::optional<GapPlace> PlaceOf(const page::Cursor& cursor) {
  GapPlace place;
  place.id = cursor.last_id;
  if (cursor.sort_values.empty() ||
      !absl::SimpleAtoi(cursor.sort_values[0].value_or(""), &place.completeness)) {
    return std::nullopt;
  }
  return place;
}

}  // namespace

absl::StatusOr<v1::ConfirmCustomerFieldsResponse> QualityServiceImpl::ConfirmCustomerFields(
    const rpc::Call& call, const v1::ConfirmCustomerFieldsRequest& request) {
  const resource::Resource& customers = *kin_.customers;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(customers.type(), request.name(), "name"));
  GUANXI_RETURN_IF_ERROR(CheckFields(request));
  const std::vector<absl::string_view> seen(request.fields().begin(), request.fields().end());
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(customers.type(), call.principal, seen));
  v1::ConfirmCustomerFieldsResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &response, [&](UnitOfWork& work) -> absl::Status {
        response.Clear();
        GUANXI_ASSIGN_OR_RETURN(const resource::Stored row, work.GetLive(customers, name));
        GUANXI_RETURN_IF_ERROR(CheckDefined(work, customers.type(), row, request));
        // Who may not change him may not say that he is right either.
        Customer same = static_cast<const Customer&>(*row.message);
        GUANXI_RETURN_IF_ERROR(work.Update(customers, row, &same).status());
        std::vector<ValueTime> times;
        for (const std::string& field : request.fields()) {
          times.push_back({name.id, field, work.now()});
        }
        GUANXI_RETURN_IF_ERROR(WriteValueTimes(work, times));
        *response.mutable_as_of_time() =
            TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
        if (timers_ == nullptr) return absl::OkStatus();
        return timers_->Arm(work.tx(), call.principal.tenant,
                            timers::Timer{kLookTimer, name.id.ToString(), work.now()});
      }));
  return response;
}

absl::StatusOr<resource::RowScope> QualityServiceImpl::ScopeOf(const rpc::Call& call) const {
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(kin_.customers->type(), call.principal,
                          {"owner", "completeness", "missing_fields", "stale_fields"}));
  return resource::RowScope::Of(*kin_.customers, call.principal, resource::Use::kRead,
                                engine_->environment().business_clock()->Now());
}

absl::StatusOr<v1::ListDataGapsResponse> QualityServiceImpl::ListDataGaps(
    const rpc::Call& call, const v1::ListDataGapsRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const int size, page::PageSize(request.page_size()));
  GUANXI_ASSIGN_OR_RETURN(std::optional<Uuid> owner, OwnerOf(request));
  if (request.complete_below() < 0 || request.complete_below() > kComplete) {
    return InvalidField("complete_below", absl::StrCat("want 0 to ", kComplete));
  }
  const int below = request.complete_below() == 0 ? kComplete : request.complete_below();
  GUANXI_ASSIGN_OR_RETURN(const resource::RowScope scope, ScopeOf(call));
  const page::PageTokens& tokens = engine_->environment().page_tokens();
  const std::string text = absl::StrCat(owner.has_value() ? owner->ToString() : "", "/", below);
  const page::Query query = {call.method, text, &call.principal};
  GapQuestion question{call.principal.tenant, scope, owner, below, size, std::nullopt};
  if (!request.page_token().empty()) {
    GUANXI_ASSIGN_OR_RETURN(const page::Cursor from, tokens.Read(query, request.page_token()));
    question.after = PlaceOf(from);
  }
  GapPage read;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(read, ReadDataGaps(tx, question));
    return absl::OkStatus();
  }));
  v1::ListDataGapsResponse response;
  for (const v1::DataGap& gap : read.gaps) *response.add_gaps() = gap;
  if (!read.next.has_value()) return response;
  page::Cursor last;
  last.sort_values = {absl::StrCat(read.next->completeness)};
  last.last_id = read.next->id;
  GUANXI_ASSIGN_OR_RETURN(*response.mutable_next_page_token(), tokens.Make(query, last));
  return response;
}

absl::StatusOr<v1::ReadQualityBoardResponse> QualityServiceImpl::ReadQualityBoard(
    const rpc::Call& call, const v1::ReadQualityBoardRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckBoard(request));
  GUANXI_ASSIGN_OR_RETURN(const resource::RowScope scope, ScopeOf(call));
  GUANXI_ASSIGN_OR_RETURN(const StandingBook::Page page, book_->Of(call.principal.tenant));
  const BoardQuestion question{
      call.principal.tenant, scope,
      request.complete_from() == 0 ? kCompleteFrom : request.complete_from(),
      request.most_owners() == 0 ? kOwners : request.most_owners(),
      FieldsOf(page->policies, kMostBoardFields)};
  v1::ReadQualityBoardResponse board;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) {
    board.Clear();
    return ReadBoard(tx, question, &board);
  }));
  return board;
}

}  // namespace guanxi::customer
