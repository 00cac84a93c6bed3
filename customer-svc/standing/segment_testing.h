// What the tests of segments share: how conditions and lists are changed.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_SEGMENT_TESTING_H_
#define GUANXI_CUSTOMER_SVC_STANDING_SEGMENT_TESTING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/standing_testing.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/segment_service.pb.h"

namespace guanxi::customer {

class SegmentTest : public StandingTest {
 protected:
  void SetFilter(const std::string& segment, const std::string& filter) {
    v1::UpdateSegmentRequest request;
    request.mutable_segment()->set_name(segment);
    request.mutable_segment()->set_filter(filter);
    request.mutable_update_mask()->add_paths("filter");
    ASSERT_THAT(service_.catalog->Of<v1::Segment>().Update<v1::Segment>(service_.call(), request),
                IsOk());
  }
  void DeleteSegment(const std::string& segment) {
    v1::DeleteSegmentRequest request;
    request.set_name(segment);
    ASSERT_THAT(service_.catalog->Of<v1::Segment>().Delete<v1::Segment>(service_.call(), request),
                IsOk());
  }
  void Undelete(const std::string& customer) {
    v1::UndeleteCustomerRequest request;
    request.set_name(customer);
    ASSERT_THAT(service_.customers->Undelete<v1::Customer>(service_.call(), request), IsOk());
  }
  absl::StatusOr<int> Put(const std::string& segment, const std::vector<std::string>& customers) {
    v1::AddSegmentMembersRequest request;
    request.set_name(segment);
    for (const std::string& customer : customers) request.add_customers(customer);
    const auto put = segments_.AddSegmentMembers(service_.call(), request);
    if (!put.ok()) return put.status();
    return put->changed();
  }
  absl::StatusOr<int> Take(const std::string& segment, const std::vector<std::string>& customers) {
    v1::RemoveSegmentMembersRequest request;
    request.set_name(segment);
    for (const std::string& customer : customers) request.add_customers(customer);
    const auto taken = segments_.RemoveSegmentMembers(service_.call(), request);
    if (!taken.ok()) return taken.status();
    return taken->changed();
  }
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_SEGMENT_TESTING_H_
