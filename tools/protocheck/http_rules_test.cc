#include "tools/protocheck/http_rules.h"

#include "gmock/gmock.h"
#include "google/api/annotations.pb.h"
#include "google/api/httpbody.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::protocheck {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The faults of a service with these methods.
std::vector<std::string> Faults(const std::string& methods) {
  google::api::HttpBody::descriptor();  // links them in
  google::protobuf::Empty::descriptor();
  google::protobuf::FileDescriptorProto proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(name: "t.proto" package: "guanxi.t" syntax: "proto3"
         dependency: ["google/api/annotations.proto", "google/api/httpbody.proto",
                      "google/protobuf/empty.proto"]
         service { name: "S" )" +
          methods + "}",
      &proto));
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  const auto* file = pool.BuildFile(proto);
  EXPECT_NE(file, nullptr);
  return CheckHttpRules({file});
}

std::string Method(const std::string& name, const std::string& rule,
                   const std::string& output = "google.protobuf.Empty") {
  return "method { name: \"" + name + "\" input_type: \".google.protobuf.Empty\" output_type: \"." +
         output + "\" options { [google.api.http] { " + rule + " } } }";
}

TEST(HttpRulesTest, DifferentPathsAndVerbsPass) {
  EXPECT_THAT(
      Faults(Method("A", "get: '/v1/{name=x/*}'") + Method("B", "delete: '/v1/{name=x/*}'") +
             Method("C", "post: '/v1/{name=x/*}:verb'")),
      IsEmpty());
}

TEST(HttpRulesTest, SameRuleUnderOtherVariableNamesIsFound) {
  EXPECT_THAT(Faults(Method("A", "get: '/v1/{name=x/*}'") + Method("B", "get: '/v1/x/{id}'")),
              ElementsAre(HasSubstr("guanxi.t.S.B: GET /v1/x/* belongs to guanxi.t.S.A")));
}

TEST(HttpRulesTest, AdditionalBindingsCount) {
  EXPECT_THAT(Faults(Method("A", "get: '/v1/a'") +
                     Method("B", "get: '/v1/b' additional_bindings { get: '/v1/a' }")),
              ElementsAre(HasSubstr("guanxi.t.S.B")));
}

TEST(HttpRulesTest, ResponseBodyIsForHttpBody) {
  EXPECT_THAT(Faults(Method("A", "get: '/v1/a' response_body: 'x'")),
              ElementsAre(HasSubstr("response_body")));
  EXPECT_THAT(Faults(Method("A", "get: '/v1/a' response_body: 'data'", "google.api.HttpBody")),
              IsEmpty());
}

TEST(HttpRulesTest, MethodWithoutRuleIsFound) {
  EXPECT_THAT(Faults("method { name: 'A' input_type: '.google.protobuf.Empty' "
                     "output_type: '.google.protobuf.Empty' }"),
              ElementsAre("guanxi.t.S.A: has no HTTP rule"));
}

TEST(HttpRulesTest, StreamsOfMessagesNeedNoRuleAndThoseOfBytesDo) {
  const std::string stream = "output_type: '.google.protobuf.Empty' client_streaming: true }";
  EXPECT_THAT(Faults("method { name: 'A' input_type: '.google.protobuf.Empty' " + stream),
              IsEmpty());
  EXPECT_THAT(Faults("method { name: 'A' input_type: '.google.api.HttpBody' " + stream),
              ElementsAre("guanxi.t.S.A: has no HTTP rule"));
}

}  // namespace
}  // namespace guanxi::protocheck
