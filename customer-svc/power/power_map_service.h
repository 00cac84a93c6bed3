// The methods of guanxi.customer.v1.PowerMapService.
#ifndef GUANXI_CUSTOMER_SVC_POWER_POWER_MAP_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_POWER_POWER_MAP_SERVICE_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "customer-svc/parties/visible_rows.h"
#include "customer-svc/power/action_plan.h"
#include "customer-svc/power/people_reader.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/power_map_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class PowerMapServiceImpl : public v1::PowerMapServiceMethods {
 public:
  PowerMapServiceImpl(const resource::Engine* engine, const Resources* resources,
                      const ActionPlanClient* plans)
      : engine_(engine), all_(*resources), plans_(plans) {}

  absl::StatusOr<v1::OrgChart> GetOrgChart(const rpc::Call& call,
                                           const v1::GetOrgChartRequest& request) override;
  absl::StatusOr<google::api::HttpBody> DrawOrgChart(
      const rpc::Call& call, const v1::DrawOrgChartRequest& request) override;
  absl::StatusOr<v1::PowerMap> GetPowerMap(const rpc::Call& call,
                                           const v1::GetPowerMapRequest& request) override;
  absl::StatusOr<google::api::HttpBody> DrawPowerMap(
      const rpc::Call& call, const v1::DrawPowerMapRequest& request) override;
  absl::StatusOr<v1::CreateActionPlanResponse> CreateActionPlan(
      const rpc::Call& call, const v1::CreateActionPlanRequest& request) override;

 private:
  // The people of a customer that the caller sees, and the relationships that hold today.
  struct Ground {
    const PeopleReader& people;
    const Uuid& customer;
    const std::vector<v1::Relationship>& relationships;
  };
  using Body = absl::FunctionRef<absl::Status(const Ground&)>;
  absl::Status Read(const rpc::Call& call, const std::string& parent, Body body) const;
  absl::Status AddPeople(const rpc::Call& call, const Ground& ground, const Uuid& opportunity,
                         v1::PowerMap* map) const;
  absl::Status Observe(const rpc::Call& call, const PeopleReader& people, v1::PowerMap* map) const;
  // Whether the caller sees these fields of records of a type.
  bool Sees(const rpc::Call& call, const resource::Resource& resource,
            absl::Span<const absl::string_view> paths) const;
  bool SeesLines(const rpc::Call& call) const;

  const resource::Engine* const engine_;
  const Resources& all_;
  const ActionPlanClient* const plans_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_POWER_POWER_MAP_SERVICE_H_
