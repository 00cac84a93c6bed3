// What a ledger was told is what is read of its file.
#include "tests/fault/ledger_file.h"

#include <fstream>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::fault {
namespace {

std::string NewPath(const std::string& name) { return ::testing::TempDir() + "/" + name; }

TEST(LedgerFileTest, IsReadAsItWasWritten) {
  Told told;
  told.customers["Company 1-1"] = {"customers/a", "note: \"关系\"", 3};
  told.customers["Company 1-2"] = {};
  told.surprises = {"another answer"};
  const std::string path = NewPath("ledger");
  ASSERT_THAT(WriteLedger(told, path), IsOk());
  const Told read = ReadLedger(path).value();
  ASSERT_EQ(read.customers.size(), 2u);
  const Told::Customer& customer = read.customers.at("Company 1-1");
  EXPECT_EQ(customer.name, "customers/a");
  EXPECT_EQ(customer.content, "note: \"关系\"");
  EXPECT_EQ(customer.writes, 3);
  EXPECT_EQ(read.customers.at("Company 1-2").writes, 0);
  EXPECT_EQ(read.surprises, told.surprises);
}

TEST(LedgerFileTest, WhatIsNoLedgerIsRefused) {
  EXPECT_EQ(ReadLedger(NewPath("none")).status().code(), absl::StatusCode::kNotFound);
  for (const char* text : {"", "[]", "{\"customers\": {}}",
                           "{\"customers\": {\"a\": [1, 2, 3]},"
                           "\"surprises\": []}"}) {
    const std::string path = NewPath("broken");
    std::ofstream(path) << text;
    EXPECT_EQ(ReadLedger(path).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(LedgerFileTest, AFolderThatIsNotThereIsSaid) {
  EXPECT_EQ(WriteLedger({}, NewPath("none/ledger")).code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace guanxi::fault
