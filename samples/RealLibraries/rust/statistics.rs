// A Rust library with a C interface, of the standard library alone: rustc --edition 2021 --crate-type cdylib -C panic=abort statistics.rs
use std::ffi::{c_char, CStr, CString};

/// struct summary { double mean; double median; };
#[repr(C)]
pub struct Summary {
    mean: f64,
    median: f64,
}

/// struct summary summarize(const double *values, size_t count)
#[no_mangle]
pub extern "C" fn summarize(values: *const f64, count: usize) -> Summary {
    let mut sorted = unsafe { std::slice::from_raw_parts(values, count) }.to_vec();
    sorted.sort_by(f64::total_cmp);
    Summary { mean: sorted.iter().sum::<f64>() / count as f64, median: sorted[count / 2] }
}

/// char *reversed(const char *text) __attribute__((malloc(reversed_free)))
#[no_mangle]
pub extern "C" fn reversed(text: *const c_char) -> *mut c_char {
    let text = unsafe { CStr::from_ptr(text) }.to_string_lossy();
    CString::new(text.chars().rev().collect::<String>()).unwrap().into_raw()
}

#[no_mangle]
pub extern "C" fn reversed_free(text: *mut c_char) {
    drop(unsafe { CString::from_raw(text) });
}
