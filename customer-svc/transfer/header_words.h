// The words by which lists name columns, English and Chinese.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_HEADER_WORDS_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_HEADER_WORDS_H_

#include <map>
#include <string>

namespace guanxi::customer {

// Usual column names, as tabular::HeaderKey, to the meaning (columns.h) that they have; "" for
// those without content of their own, such as 序号.
const std::map<std::string, std::string>& UsualHeaders();

// Usual column names, as tabular::HeaderKey, of what customers do not have; to what is to be said
// of it.
const std::map<std::string, std::string>& ForeignHeaders();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_HEADER_WORDS_H_
