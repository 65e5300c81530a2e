import { render } from 'preact'
import { OwnerApp } from './owner/owner-app.tsx'
import { OwnerStudy } from './owner/owner-study.ts'

const study = new OwnerStudy(location.hash.slice(1) || null)
render(<OwnerApp study={study} />, document.getElementById('app')!)
void study.watch()
