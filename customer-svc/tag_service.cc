#include "customer-svc/tag_service.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/field_rights.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::customer {
namespace {

using google::protobuf::RepeatedPtrField;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;

constexpr int kMaxTags = 50;

// The ids of names of `type`, 1 to `max`, none twice.
absl::StatusOr<std::vector<Uuid>> ParseNames(const resource::ResourceType& type,
                                             const RepeatedPtrField<std::string>& names,
                                             const std::string& path, int max) {
  if (names.empty() || names.size() > max) {
    return InvalidField(path, absl::StrCat("want 1 to ", max, " names"));
  }
  std::vector<Uuid> ids;
  std::set<Uuid> seen;
  for (int i = 0; i < names.size(); ++i) {
    const std::string entry = absl::StrCat(path, "[", i, "]");
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name, resource::ParseName(type, names[i], entry));
    if (!seen.insert(name.id).second) return InvalidField(entry, "stands twice");
    ids.push_back(name.id);
  }
  return ids;
}

// The error by the request's `tags` instead of those of the customer that would become `next`.
absl::Status ByRequest(const absl::Status& status, const Customer& next,
                       const RepeatedPtrField<std::string>& tags) {
  std::map<std::string, std::string> paths;
  for (int i = 0; i < next.tags_size(); ++i) {
    for (int j = 0; j < tags.size(); ++j) {
      if (resource::CanonicalName(tags[j]) == next.tags(i)) {
        paths[absl::StrCat("tags[", i, "]")] = absl::StrCat("tags[", j, "]");
      }
    }
  }
  Violations violations;
  for (const FieldViolation& violation : FieldViolations(status)) {
    const auto path = paths.find(violation.path);
    violations.Add(path != paths.end() ? path->second : violation.path, violation.description);
  }
  return violations.empty() ? status : violations.ToStatus(Reason(status));
}

}  // namespace

absl::StatusOr<v1::ApplyTagsResponse> TagServiceImpl::ApplyTags(
    const rpc::Call& call, const v1::ApplyTagsRequest& request) {
  // Whoever has one already keeps it where it is: the rules of customers drop what stands twice.
  return ChangeAll<v1::ApplyTagsResponse>(call, request, [&](Customer* customer) {
    customer->mutable_tags()->MergeFrom(request.tags());
  });
}

absl::StatusOr<v1::RemoveTagsResponse> TagServiceImpl::RemoveTags(
    const rpc::Call& call, const v1::RemoveTagsRequest& request) {
  std::set<std::string> gone;
  for (const std::string& tag : request.tags()) gone.insert(resource::CanonicalName(tag));
  return ChangeAll<v1::RemoveTagsResponse>(call, request, [&](Customer* customer) {
    RepeatedPtrField<std::string> kept;
    for (const std::string& tag : customer->tags()) {
      if (gone.count(tag) == 0) *kept.Add() = tag;
    }
    customer->mutable_tags()->Swap(&kept);
  });
}

template <typename Response, typename Request>
absl::StatusOr<Response> TagServiceImpl::ChangeAll(
    const rpc::Call& call, const Request& request,
    absl::FunctionRef<void(Customer*)> change) const {
  const resource::Resource& customers = *resources_->customers;
  // How many changed says who had them.
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(customers.type(), call.principal, {"tags"}));
  GUANXI_ASSIGN_OR_RETURN(
      const std::vector<Uuid> ids,
      ParseNames(customers.type(), request.customers(), "customers", resource::kMaxWrites));
  GUANXI_RETURN_IF_ERROR(
      ParseNames(resources_->tags->type(), request.tags(), "tags", kMaxTags).status());
  Response response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &response, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(customers, ids));
        int changed = 0;
        for (size_t i = 0; i < ids.size(); ++i) {
          const auto row = rows.find(ids[i]);
          if (row == rows.end() || !row->second.live) {
            return NotFound(customers.type().code(), request.customers(i));
          }
          Customer next = static_cast<const Customer&>(*row->second.message);
          change(&next);
          const auto differs = work.Update(customers, row->second, &next);
          if (!differs.ok()) return ByRequest(differs.status(), next, request.tags());
          changed += *differs;
        }
        response.set_changed(changed);
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace guanxi::customer
