// What the tests of leads share.
#ifndef GUANXI_LEAD_SVC_LEAD_TESTING_H_
#define GUANXI_LEAD_SVC_LEAD_TESTING_H_

#include <string>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {

class LeadTest : public ::testing::Test {
 protected:
  const resource::Methods& Leads() { return service_.catalog->Of<v1::Lead>(); }
  absl::StatusOr<v1::Lead> Create(const v1::Lead& lead) {
    v1::CreateLeadRequest request;
    *request.mutable_lead() = lead;
    return Leads().Create<v1::Lead>(service_.call(), request);
  }
  v1::Lead New() {
    v1::Lead lead;
    lead.set_display_name("王芳");
    lead.add_phones()->set_number("13800138000");
    return Create(lead).value();
  }
  template <typename Request>
  static Request Named(const std::string& name, const std::string& reason = "") {
    Request request;
    request.set_name(name);
    request.set_reason(reason);
    return request;
  }
  absl::StatusOr<v1::Lead> Disqualify(const std::string& name, const std::string& reason) {
    return service_.leads->DisqualifyLead(service_.call(),
                                          Named<v1::DisqualifyLeadRequest>(name, reason));
  }
  int Found(const std::string& query) {
    v1::SearchLeadsRequest request;
    request.set_query(query);
    return Leads().Search<v1::SearchLeadsResponse>(service_.call(), request)->leads_size();
  }
  int Listed(const std::string& filter) {
    v1::ListLeadsRequest request;
    request.set_filter(filter);
    return Leads().List<v1::ListLeadsResponse>(service_.call(), request)->leads_size();
  }

  TestService service_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LEAD_TESTING_H_
