// What tests of the edge share: the real Envoy before scripted services.
#ifndef GUANXI_GATEWAY_ENVOY_EDGE_FIXTURE_H_
#define GUANXI_GATEWAY_ENVOY_EDGE_FIXTURE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/token_signer.h"
#include "gateway/envoy/running_envoy.h"
#include "gateway/envoy/scripted_services.h"
#include "gtest/gtest.h"

namespace guanxi {

// One Envoy and one server for all tests of a suite.
class EdgeFixture : public ::testing::Test {
 protected:
  using Headers = std::multimap<std::string, std::string>;

  static void SetUpTestSuite();
  static void TearDownTestSuite();
  // The services answer OK until the test says otherwise.
  void SetUp() override;

  static std::string Token();
  // One call with a token, by curl with these arguments.
  static RunningEnvoy::Answer Rest(std::vector<std::string> arguments = {},
                                   absl::string_view path = "/v1/customers/1");
  // What the service sees of a REST call with these arguments.
  static Headers Seen(const std::vector<std::string>& arguments);
  // How long the service may take for a REST call with these arguments.
  static absl::Duration DeadlineSeen(const std::vector<std::string>& arguments);

  static TokenSigner* signer_;
  static ScriptedServices* services_;
  static RunningEnvoy* envoy_;
};

}  // namespace guanxi

#endif  // GUANXI_GATEWAY_ENVOY_EDGE_FIXTURE_H_
