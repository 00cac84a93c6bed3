#include "customer-svc/standing/segment_service.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/standing/segment_members.h"
#include "guanxi/customer/v1/segment.pb.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::Segment;

constexpr int kMostAtOnce = 100;

using Names = google::protobuf::RepeatedPtrField<std::string>;

absl::StatusOr<std::vector<Uuid>> ParseCustomers(const resource::ResourceType& type,
                                                 const Names& names) {
  if (names.empty() || names.size() > kMostAtOnce) {
    return InvalidField("customers", absl::StrCat("want 1 to ", kMostAtOnce, " names"));
  }
  std::vector<Uuid> ids;
  std::set<Uuid> seen;
  for (int i = 0; i < names.size(); ++i) {
    const std::string path = absl::StrCat("customers[", i, "]");
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name, resource::ParseName(type, names[i], path));
    if (!seen.insert(name.id).second) return InvalidField(path, "stands twice");
    ids.push_back(name.id);
  }
  return ids;
}

}  // namespace

absl::StatusOr<v1::AddSegmentMembersResponse> SegmentServiceImpl::AddSegmentMembers(
    const rpc::Call& call, const v1::AddSegmentMembersRequest& request) {
  return ChangeAll<v1::AddSegmentMembersResponse>(call, request, /*is_in=*/true);
}

absl::StatusOr<v1::RemoveSegmentMembersResponse> SegmentServiceImpl::RemoveSegmentMembers(
    const rpc::Call& call, const v1::RemoveSegmentMembersRequest& request) {
  return ChangeAll<v1::RemoveSegmentMembersResponse>(call, request, /*is_in=*/false);
}

template <typename Response, typename Request>
absl::StatusOr<Response> SegmentServiceImpl::ChangeAll(const rpc::Call& call,
                                                       const Request& request, bool is_in) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(kin_.segments->type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> ids,
                          ParseCustomers(kin_.customers->type(), request.customers()));
  Response response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &response, [&](UnitOfWork& work) -> absl::Status {
        response.Clear();
        // The customers first, as everybody takes them.
        GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(*kin_.customers, ids));
        std::vector<MemberChange> changes;
        for (size_t i = 0; i < ids.size(); ++i) {
          const auto row = rows.find(ids[i]);
          if (row == rows.end() || !row->second.live) {
            return NotFound("CUSTOMER", request.customers(static_cast<int>(i)));
          }
          changes.push_back({ids[i], name.id, is_in});
        }
        SegmentMembers members(kin_, &work);
        GUANXI_RETURN_IF_ERROR(members.Read(ids));
        // It is held from here on: it neither goes meanwhile nor is it counted by others.
        GUANXI_ASSIGN_OR_RETURN(const resource::Stored segment, work.GetLive(*kin_.segments, name));
        if (static_cast<const Segment&>(*segment.message).kind() != Segment::STATIC) {
          return FailedPrecondition("SEGMENT_IS_DYNAMIC", request.name(),
                                    "its condition says who is in it");
        }
        GUANXI_ASSIGN_OR_RETURN(const int changed, members.Apply(changes));
        response.set_changed(changed);
        return members.Count();
      }));
  return response;
}

}  // namespace guanxi::customer
