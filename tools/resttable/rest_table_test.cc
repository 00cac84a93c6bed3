#include "tools/resttable/rest_table.h"

#include "gmock/gmock.h"
#include "google/api/annotations.pb.h"
#include "google/api/httpbody.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::resttable {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Print = std::string (*)(const std::vector<const google::protobuf::FileDescriptor*>& files);

// What `print` says of a service with one method that takes `In`, whose fields these are.
std::string Table(const std::string& rule, const std::string& fields = "",
                  const std::string& method = "input_type: '.t.In'", Print print = RestTable) {
  google::api::HttpBody::descriptor();  // links them in
  google::protobuf::Any::descriptor();
  google::protobuf::Struct::descriptor();
  google::protobuf::FileDescriptorProto proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(name: "t.proto" package: "t" syntax: "proto3"
         dependency: ["google/api/annotations.proto", "google/api/httpbody.proto",
                      "google/protobuf/any.proto", "google/protobuf/struct.proto"]
         message_type { name: "Unreached" }
         message_type { name: "In" field { name: "parent_name" number: 1 type: TYPE_STRING
                                           label: LABEL_OPTIONAL } )" +
          fields + "} service { name: 'S' method { name: 'M' output_type: '.t.In' " + method +
          " options { [google.api.http] { " + rule + " } } } }",
      &proto));
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  const auto* file = pool.BuildFile(proto);
  EXPECT_NE(file, nullptr);
  return print({file});
}

std::string Field(const std::string& name, const std::string& type) {
  return "field { name: '" + name + "' number: 2 label: LABEL_OPTIONAL type: TYPE_MESSAGE " +
         "type_name: '." + type + "' }";
}

TEST(RestTableTest, APathIsTakenApart) {
  EXPECT_THAT(Table("post: '/v1/{parent_name=a/*}/{id}/b/**:undo' body: '*'"),
              HasSubstr(R"({verb="POST",path={"v1","a","*","*","b","**"},custom="undo",)"
                        R"(request=messages["t.In"],body="*",raw=false,stream=false,)"
                        R"(bound={["parent_name"]=true,["id"]=true,}})"));
}

TEST(RestTableTest, AdditionalBindingsAreMethodsToo) {
  EXPECT_THAT(
      Table("get: '/a' additional_bindings { delete: '/b' }"),
      AllOf(HasSubstr(R"({verb="GET",path={"a"})"), HasSubstr(R"({verb="DELETE",path={"b"})")));
}

TEST(RouteListTest, NamesTheMethodAndAllItsPaths) {
  EXPECT_EQ(
      Table("post: '/v1/{parent_name=a/*}/b:undo' body: '*' additional_bindings { get: '/c' }", "",
            "input_type: '.t.In' server_streaming: true", RouteList),
      R"([
{"rpc":"/t.S/M","stream":true,"paths":["/v1/a/*/b:undo","/c"]}
]
)");
}

TEST(RestTableTest, BothSpellingsLeadToOneField) {
  EXPECT_THAT(
      Table("get: '/a'"),
      AllOf(HasSubstr(R"(f["parent_name"]={name="parent_name",repeated=false,type=kinds.text})"),
            HasSubstr(R"(f["parentName"]=f["parent_name"])"), Not(HasSubstr("Unreached"))));
}

TEST(RestTableTest, FreeJsonAndAnyAreKnown) {
  EXPECT_THAT(Table("get: '/a'", Field("x", "google.protobuf.Struct")), HasSubstr("type=free"));
  EXPECT_THAT(Table("get: '/a'", Field("x", "google.protobuf.Any")), HasSubstr("type=any"));
}

TEST(RestTableTest, TypesSayWhatJsonTheyAre) {
  const auto scalar = [](const std::string& label, const std::string& type) {
    return Table("get: '/a'",
                 "enum_type { name: 'Color' value { name: 'NONE' number: 0 } "
                 "value { name: 'RED' number: 1 } } field { name: 'x' number: 2 "
                 "label: LABEL_" +
                     label + " type: TYPE_" + type + " }");
  };
  EXPECT_THAT(scalar("OPTIONAL", "INT64"), HasSubstr("type=kinds.number"));
  EXPECT_THAT(scalar("OPTIONAL", "BOOL"), HasSubstr("type=kinds.truth"));
  EXPECT_THAT(scalar("REPEATED", "STRING"), HasSubstr("type={element=kinds.text}"));
  EXPECT_THAT(scalar("OPTIONAL", "ENUM type_name: '.t.In.Color'"),
              AllOf(HasSubstr("type=enums[\"t.In.Color\"]"),
                    HasSubstr("enums[\"t.In.Color\"]={accept=accept.word,names=\"NONE, RED\","
                              "words={[\"NONE\"]=true,[\"RED\"]=true,}}")));
}

TEST(RestTableTest, BytesAndStreamsAreNoJson) {
  const std::string rule = "post: '/a' body: 'x'";
  EXPECT_THAT(Table(rule, Field("x", "google.api.HttpBody")), HasSubstr("raw=true"));
  EXPECT_THAT(Table(rule, Field("x", "google.protobuf.Struct")), HasSubstr("raw=false"));
  EXPECT_THAT(Table("post: '/a' body: '*'", "", "input_type: '.t.In' client_streaming: true"),
              HasSubstr("raw=true"));
}

TEST(RestTableTest, EveryMethodIsListedByItsGrpcPath) {
  EXPECT_THAT(Table("get: '/a'"), HasSubstr(R"(rest.rpcs["/t.S/M"]="unary")"));
}

}  // namespace
}  // namespace guanxi::resttable
