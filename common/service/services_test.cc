#include "common/service/services.h"

#include <memory>
#include <string>
#include <utility>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::service {
namespace {

// Says when it goes.
class Guest {
 public:
  Guest(std::string name, std::string* farewells) : name_(std::move(name)), farewells_(farewells) {}
  ~Guest() { *farewells_ += name_; }

 private:
  const std::string name_;
  std::string* const farewells_;
};

TEST(ServicesTest, WhatCameLastGoesFirst) {
  std::string farewells;
  {
    Services services;
    services.Keep<Guest>("a", &farewells);
    ASSERT_THAT(services.Own<const Guest>(std::make_unique<const Guest>("b", &farewells)), IsOk());
    const Services moved = std::move(services);
    EXPECT_EQ(farewells, "");
  }
  EXPECT_EQ(farewells, "ba");
}

TEST(ServicesTest, AnErrorOfAFactoryComesBack) {
  Services services;
  EXPECT_THAT(services.Own<Guest>(absl::NotFoundError("nobody")),
              StatusIs(absl::StatusCode::kNotFound, "nobody"));
}

}  // namespace
}  // namespace guanxi::service
