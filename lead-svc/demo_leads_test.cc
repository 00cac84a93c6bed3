// What the demo tenant works on leads with is taken by the service, and does what it is for.
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/assignment_rule_service.pb.h"
#include "guanxi/lead/v1/scoring_model_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/capture_testing.h"
#include "nlohmann/json.hpp"

namespace guanxi::lead {
namespace {

using nlohmann::json;
using pool::v1::Pool;
using v1::AssignmentRule;
using v1::CaptureForm;
using v1::LeadSource;
using v1::ScoringModel;

class DemoLeadsTest : public CaptureTestBase {
 protected:
  // The file's requests for this service; people are made up.
  static json Requests() {
    json requests = json::array();
    const json file = json::parse(std::ifstream("examples/demo-leads.json"));
    for (const json& one : file["requests"]) {
      if (one["collection"] != "slaPolicies") requests.push_back(one);
    }
    return requests;
  }
  static std::string BodyOf(const json& request) {
    std::string body = request["body"].dump();
    for (const char* const login : {"chen", "sun", "qian", "zhou", "wu", "ben"}) {
      const std::string name = absl::StrCat("users/", DeriveUuid("user", login).ToString());
      body = absl::StrReplaceAll(body, {{absl::StrCat("{user:", login, "}"), name}});
    }
    return body;
  }
  // As REST takes it: the record under its name, its id beside it.
  template <typename M, typename Request>
  void Make(const json& one) {
    const std::string id = one["idParameter"];
    json message;
    message[id.substr(0, id.size() - 2)] = json::parse(BodyOf(one));
    message[id] = one["id"];
    Request create;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(message.dump(), &create).ok()) << one;
    EXPECT_THAT(service_.catalog->Of<M>().template Create<M>(service_.call(), create), IsOk())
        << one;
  }
  void MakeAny(const json& one) {
    const std::string in = one["collection"];
    if (in == "leadSources") return Make<LeadSource, v1::CreateLeadSourceRequest>(one);
    if (in == "captureForms") return Make<CaptureForm, v1::CreateCaptureFormRequest>(one);
    if (in == "scoringModels") return Make<ScoringModel, v1::CreateScoringModelRequest>(one);
    if (in == "leadPools") return Make<Pool, pool::v1::CreatePoolRequest>(one);
    ASSERT_EQ(in, "assignmentRules");
    Make<AssignmentRule, v1::CreateAssignmentRuleRequest>(one);
  }
  std::string ConsentOf(const std::string& form) {
    v1::GetCaptureFormRequest request;
    request.set_name(form);
    return service_.catalog->Of<CaptureForm>()
        .Get<CaptureForm>(service_.call(), request)
        ->consent_version();
  }
};

TEST_F(DemoLeadsTest, AllIsTakenAndALeadIsScored) {
  std::string form;
  for (const json& one : Requests()) {
    MakeAny(one);
    if (one["collection"] == "captureForms") form = "captureForms/" + one["id"].get<std::string>();
  }
  Request request;
  request.set_form(form);
  (*request.mutable_values())["who"] = "王芳";
  (*request.mutable_values())["phone"] = "13800138000";
  (*request.mutable_values())["region"] = "浙江省";
  (*request.mutable_values())["industry"] = "制造业";
  request.set_consent_version(ConsentOf(form));
  const auto taken = Take(request);
  ASSERT_THAT(taken, IsOk());
  // 20 for the region, 15 and 25 for the industry, 30 and 10 for the visit.
  EXPECT_EQ(GetLead(taken->lead()).fit_score(), 60);
  EXPECT_EQ(GetLead(taken->lead()).grade(), "A");
}

}  // namespace
}  // namespace guanxi::lead
