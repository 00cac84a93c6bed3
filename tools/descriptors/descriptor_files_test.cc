#include "tools/descriptors/descriptor_files.h"

#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using ::testing::Not;

std::string Written(const std::string& content) {
  const std::string path = absl::StrCat(std::getenv("TEST_TMPDIR"), "/set.pb");
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

TEST(DescriptorFilesTest, ReadsFilesInOrderAndTakesTheProgramsOwn) {
  FileDescriptorSet set;
  FileDescriptorProto::descriptor()->file()->CopyTo(set.add_file());
  FileDescriptorProto* other = set.add_file();
  other->set_name("t.proto");
  other->add_dependency("google/protobuf/descriptor.proto");
  DescriptorFiles read;
  ASSERT_THAT(read.Read(Written(set.SerializeAsString())), IsOk());
  ASSERT_EQ(read.files().size(), 2u);
  EXPECT_EQ(read.files()[0], FileDescriptorProto::descriptor()->file());
  EXPECT_EQ(read.files()[1]->name(), "t.proto");
}

TEST(DescriptorFilesTest, RefusesWhatIsNoSetOrLacksAFile) {
  FileDescriptorSet set;
  set.add_file()->set_name("t.proto");
  set.mutable_file(0)->add_dependency("nosuch.proto");
  for (const std::string& path : {std::string("nosuch.pb"), Written("no set")}) {
    EXPECT_THAT(DescriptorFiles().Read(path), Not(IsOk())) << path;
  }
  EXPECT_THAT(DescriptorFiles().Read(Written(set.SerializeAsString())), Not(IsOk()));
}

}  // namespace
}  // namespace guanxi
