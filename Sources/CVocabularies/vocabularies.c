#include "CVocabularies.h"
