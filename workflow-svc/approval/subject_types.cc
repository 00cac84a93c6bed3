#include "workflow-svc/approval/subject_types.h"

#include <set>

#include "absl/strings/str_join.h"
#include "google/api/resource.pb.h"
#include "guanxi/customer/v1/data_access_request.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/quote.pb.h"

namespace guanxi::workflow {
namespace {

const std::set<std::string, std::less<>>& FullTypes() {
  static const auto* const types = [] {
    auto* const all = new std::set<std::string, std::less<>>();
    for (const char* service : {"customer-svc", "lead-svc"}) {
      for (const SubjectType& type : SubjectTypesOf(service)) {
        all->insert(type.descriptor->options().GetExtension(google::api::resource).type());
      }
    }
    return all;
  }();
  return *types;
}

}  // namespace

std::vector<SubjectType> SubjectTypesOf(const std::string& service) {
  if (service == "customer-svc") {
    return {{"dataAccessRequest", customer::v1::DataAccessRequest::descriptor()}};
  }
  if (service != "lead-svc") return {};
  return {{"contract", lead::v1::Contract::descriptor()}, {"quote", lead::v1::Quote::descriptor()}};
}

bool IsApproved(absl::string_view type) { return FullTypes().count(type) != 0; }

std::string ApprovedTypeNames() { return absl::StrJoin(FullTypes(), ", "); }

}  // namespace guanxi::workflow
