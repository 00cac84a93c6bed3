#include "tools/protocheck/permissions.h"

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::protocheck {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The faults of a service with one method for each of these rules.
std::vector<std::string> Faults(const std::string& service, const std::string& method,
                                const std::vector<std::string>& rules) {
  google::protobuf::Empty::descriptor();  // links them in
  metadata::v1::MethodRules::descriptor();
  std::string methods;
  for (size_t i = 0; i < rules.size(); ++i) {
    methods += "method { name: '" + method + (i == 0 ? "" : std::to_string(i)) +
               "' input_type: '.google.protobuf.Empty' output_type: '.google.protobuf.Empty' "
               "options { [guanxi.metadata.v1.method] { " +
               rules[i] + " } } }";
  }
  const size_t dot = service.rfind('.');
  google::protobuf::FileDescriptorProto proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "name: 't.proto' package: '" + service.substr(0, dot) +
          "' syntax: 'proto3' dependency: ['google/protobuf/empty.proto', "
          "'guanxi/metadata/v1/annotations.proto'] service { name: '" +
          service.substr(dot + 1) + "' " + methods + " }",
      &proto));
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  const auto* file = pool.BuildFile(proto);
  EXPECT_NE(file, nullptr);
  return CheckPermissions({file});
}

TEST(PermissionsTest, AMethodWithAPermissionPasses) {
  EXPECT_THAT(Faults("guanxi.t.v1.S", "Get",
                     {"permission: 'things.read'", "permission: 'own'",
                      "permission: 'apiClients.rotateSecret' lane: JOB"}),
              IsEmpty());
}

TEST(PermissionsTest, AMethodWithoutOneIsFound) {
  EXPECT_THAT(Faults("guanxi.t.v1.S", "Get", {"lane: JOB", "permission: 'things.read'"}),
              ElementsAre(HasSubstr("guanxi.t.v1.S.Get: has no permission")));
}

TEST(PermissionsTest, APermissionThatNoPatternCouldMeanIsFound) {
  for (const char* text : {"things", "things.", ".read", "things.*", "Things.read", "a.b.c",
                           "things read", "things.re ad"}) {
    EXPECT_THAT(Faults("guanxi.t.v1.S", "Get", {std::string("permission: '") + text + "'"}),
                ElementsAre(HasSubstr("`resource.verb`")))
        << text;
  }
}

TEST(PermissionsTest, PublicMethodsAreThoseOfTheList) {
  EXPECT_THAT(Faults("guanxi.t.v1.S", "Get", {"public: true"}),
              ElementsAre(HasSubstr("is public, and not in the list")));
  const std::string tokens = "guanxi.access.v1.TokenService";
  EXPECT_THAT(Faults(tokens, "IssueToken", {"public: true"}), IsEmpty());
  EXPECT_THAT(Faults(tokens, "IssueToken", {"permission: 'tokens.issue'"}),
              ElementsAre(HasSubstr("is listed as public")));
  EXPECT_THAT(Faults(tokens, "IssueToken", {"public: true permission: 'tokens.issue'"}),
              ElementsAre(HasSubstr("is public, and has a permission")));
}

TEST(PermissionsTest, OperationsAreTheirStarters) {
  EXPECT_THAT(Faults("google.longrunning.Operations", "GetOperation", {""}), IsEmpty());
}

}  // namespace
}  // namespace guanxi::protocheck
