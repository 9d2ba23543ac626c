/* What docs/wrong-declarations.md declares wrongly, as it is: ffi check --header reads it. */
#ifndef FFI_MISTAKES_H
#define FFI_MISTAKES_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

struct pair { int a, b; };
struct wide { long a, b, c; };
struct point { double x, y; };
struct label { char text[12]; int width; };
struct counter;
union number { int i; double d; };
enum color { RED, GREEN, BLUE };
enum level { LOW = 1, MIDDLE = 2, HIGH = 4 };
enum shape { ROUND, SQUARE };
struct reading { float at[3]; };

/* Numbers. */
double half(double x);
long rounded(double x);
int truncated(double x);
float half_float(float x);
long double half_long_double(long double x);
double scaled(double x, double by);
double looked_up(double x);
double repeated(double x, int times);
void halve_into(double *half, double x);
void halve_float_into(float *half, float x);
void add_into(int *sum, int a, int b);
void add_long_into(long *sum, long a, long b);
int add_two(int a, int b);
long add_long(long a, long b);
long twice_long(long n);
int seven(int a, int b, int c, int d, int e, int f, int g);
bool is_positive(int n);
bool both(bool a, bool b);
enum color next_color(enum color c);
int larger(int a, int b);
unsigned larger_unsigned(unsigned a, unsigned b);
bool is_high(enum level level);
bool is_round(enum shape shape);
void nothing(int n);

/* Text and bytes. */
const char *name_of(int n);
size_t length_of(const char *s);
size_t wide_length(const wchar_t *s);
size_t first_length(const char *const *list);
void copy_name(char *name_to);
size_t to_upper(char *s);
void write_number(char *to, size_t size, long n);
unsigned sum_bytes(const unsigned char *bytes, int count);
int log_line(const char *format, ...);

/* Buffers. */
void fill(char *to, int count, int c);
int sum_of(const int *p, int count);
int element(const int *p, int index);
int before(const int *p);
int far_before(const int *p);
void fill_before(char *to, int count);
void set_far_before(int *p);
int sum_four(const int p[static 4]);
int sum_rows(const int rows[][2], int count);
int set_out(int *out);
void set_ready(bool *ready);
int set_long(long *out);
int get_pair(int *a, int *b);

/* Structs and unions. */
int sum_pair(struct pair p);
int sum_pair_at(const struct pair *p);
long sum_wide(struct wide w);
long last_of_wide(struct wide w);
long sum_wide_at(const struct wide *w);
struct pair make_pair(int a, int b);
struct wide make_wide(long a);
struct point make_point(double x, double y);
void make_point_at(struct point *to, double x, double y);
struct wide make_wide_of(long a, long b, long c);
double norm(struct point p);
size_t label_length(const struct label *label);
double as_double(union number n);
float first_reading(const struct reading *reading);

/* Functions that are called back, and another convention. */
int apply(int (*function)(int n), int n);
double apply_double(double (*function)(double x), double x);
__attribute__((ms_abi)) int ms_sum_pair_at(const struct pair *p);
__attribute__((ms_abi)) double ms_half(double x);

/* Memory that outlives a call. */
const char *static_name(void);
char *pool_take(void);
void keep(const char *s);
size_t kept_length(void);
struct counter *counter_new(int step);
int counter_next(struct counter *counter);
void counter_free(struct counter *counter);
void note_free(char *note);
__attribute__((malloc(note_free))) char *note_new(int c);
int slot_open(int value);
int slot_value(int slot);
void slot_close(int slot);

#endif
