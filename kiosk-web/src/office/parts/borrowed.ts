// The borrowed parts whose published prop types do not pass our compiler's exact optional properties: used here under
// Vue's plain component type instead.
import ElConfigProvider from 'element-plus/es/components/config-provider/index'
import ElDatePicker from 'element-plus/es/components/date-picker/index'
import ElDropdown, { ElDropdownItem, ElDropdownMenu } from 'element-plus/es/components/dropdown/index'
import ElSelect, { ElOption } from 'element-plus/es/components/select/index'
import type { Component } from 'vue'

export const ConfigProvider: Component = ElConfigProvider
export const DatePicker: Component = ElDatePicker
export const MenuBox: Component = ElDropdown
export const MenuList: Component = ElDropdownMenu
export const MenuItem: Component = ElDropdownItem
export const SelectBox: Component = ElSelect
export const SelectOption: Component = ElOption
