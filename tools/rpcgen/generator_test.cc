// The plugin as protoc runs it: a request in, files or an error out. An error fails the build.
#include "tools/rpcgen/generator.h"

#include <set>
#include <string>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "google/protobuf/compiler/plugin.h"
#include "google/protobuf/compiler/plugin.pb.h"
#include "gtest/gtest.h"
#include "tools/rpcgen/test_file.h"

namespace guanxi::rpcgen {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::compiler::CodeGeneratorRequest;
using google::protobuf::compiler::CodeGeneratorResponse;
using ::testing::AllOf;
using ::testing::HasSubstr;

// What a file imports stands before it.
void AddFile(const FileDescriptor& file, std::set<std::string>* added,
             CodeGeneratorRequest* request) {
  if (!added->insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) AddFile(*file.dependency(i), added, request);
  file.CopyTo(request->add_proto_file());
}

CodeGeneratorResponse Generate(const std::string& source) {
  const TestFile file(source);
  CodeGeneratorRequest request;
  request.add_file_to_generate(file.descriptor().name());
  std::set<std::string> added;
  AddFile(file.descriptor(), &added, &request);
  CodeGeneratorResponse response;
  std::string error;
  EXPECT_TRUE(google::protobuf::compiler::GenerateCode(request, Generator(), &response, &error))
      << error;
  return response;
}

TEST(GeneratorTest, WritesAHeaderAndASource) {
  const CodeGeneratorResponse response = Generate(LibrarySource());
  EXPECT_EQ(response.error(), "");
  ASSERT_EQ(response.file_size(), 2);
  EXPECT_EQ(response.file(0).name(), "library/v1/library.adapter.h");
  EXPECT_EQ(response.file(1).name(), "library/v1/library.adapter.cc");
  EXPECT_THAT(response.file(1).content(), HasSubstr("LibraryServiceAdapter"));
}

TEST(GeneratorTest, WhatAStandardMethodLacksFailsTheBuildByName) {
  std::string source = LibrarySource();
  ASSERT_EQ(absl::StrReplaceAll({{"google.protobuf.FieldMask update_mask = 2;", ""},
                                 {"string page_token = 3; string filter = 4;", ""}},
                                &source),
            2);
  EXPECT_THAT(Generate(source).error(),
              AllOf(HasSubstr("guanxi.library.v1.UpdateOldBookRequest: lacks "
                              "`google.protobuf.FieldMask update_mask`"),
                    HasSubstr("guanxi.library.v1.ListOldBooksRequest: lacks `string page_token`"),
                    HasSubstr("guanxi.library.v1.ListOldBooksRequest: lacks `string filter`")));
}

}  // namespace
}  // namespace guanxi::rpcgen
