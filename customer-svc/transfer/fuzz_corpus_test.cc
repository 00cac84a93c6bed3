// A fuzz target over its corpus, without a fuzzer: it finds nothing, or the fault that was planted.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace guanxi::customer {
namespace {

// Returns the number of inputs.
int RunCorpus() {
  int inputs = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("customer-svc/transfer")) {
    if (entry.path().parent_path().string().find("_corpus") == std::string::npos) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    ++inputs;
  }
  return inputs;
}

#ifdef PLANTED
TEST(FuzzCorpus, EndsAtThePlantedFault) { EXPECT_DEATH(RunCorpus(), ""); }
#else
TEST(FuzzCorpus, HasNoFault) { EXPECT_GT(RunCorpus(), 3); }
#endif

}  // namespace
}  // namespace guanxi::customer
